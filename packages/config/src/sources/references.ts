import type { ConfigurationProblem } from '../problems/configuration-error.js';
import { showName } from '../problems/show-value.js';

const reference = /\$?\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g;
const deepest = 32;

export interface ResolvedReferences {
  readonly value: unknown;
  /** Places, joined by a dot, whose whole text is one reference. */
  readonly wholes: ReadonlySet<string>;
  readonly problems: readonly ConfigurationProblem[];
}

/** Puts the values of variables where a file says `${NAME}`. `$${NAME}` stays as `${NAME}`. */
export function resolveReferences(
  tree: unknown,
  lookup: (name: string) => string | undefined,
  sourceAt: (path: readonly string[]) => string,
): ResolvedReferences {
  const wholes = new Set<string>();
  const problems: ConfigurationProblem[] = [];

  function resolveText(text: string, path: readonly string[]): string {
    if (/^\$\{\w+\}$/.test(text)) wholes.add(path.join('.'));
    return text.replaceAll(reference, (written: string, name: string) => {
      if (written.startsWith('$$')) return written.slice(1);
      const value = lookup(name);
      if (value === undefined) problems.push(missing(path, name));
      // A stand-in keeps the rest of the checks quiet about what is reported already.
      return value ?? 'unset';
    });
  }

  function missing(path: readonly string[], name: string): ConfigurationProblem {
    return {
      source: sourceAt(path),
      name: path.map(showName).join('.'),
      expected: `the variable ${name} in the environment or .env`,
      problem: `refers to ${name}, which is not set`,
    };
  }

  function visit(value: unknown, path: readonly string[]): unknown {
    if (typeof value === 'string') return resolveText(value, path);
    if (typeof value !== 'object' || value === null) return value;
    if (path.length >= deepest) {
      problems.push({
        source: sourceAt(path),
        name: 'the whole',
        expected: 'settings',
        problem: 'is nested too deep',
      });
      return undefined;
    }
    if (Array.isArray(value)) return value.map((item, index) => visit(item, [...path, String(index)]));
    return Object.fromEntries(
      Object.entries(value).map(([name, member]) => [name, visit(member, [...path, name])]),
    );
  }

  return { value: visit(tree, []), wholes, problems };
}
