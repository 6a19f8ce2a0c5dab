import type { ConfigurationProblem } from '../problems/configuration-error.js';
import { nearMatch } from '../problems/near-match.js';
import { showName, showValue } from '../problems/show-value.js';
import type { CollectionNode, SectionNode, SettingLeaf, SettingNode } from '../schema/setting-tree.js';
import type { Assignment } from './assignment.js';
import type { SourceFindings } from './variables-source.js';

/** Settings written as a tree: an argument, or a config file. */
export interface SettingsTree {
  readonly value: unknown;
  /** Where a place of the tree stands, for problems. */
  sourceAt(path: readonly string[]): string;
  /** The same for explanations. */
  explainedAt(path: readonly string[]): string;
  /** Whether the text at this place came from a variable, and so is read like one. */
  fromVariable?(path: readonly string[]): boolean;
}

/** A member of a collection, there even if nothing is set in it: `providers.ollama`. */
export interface Member {
  readonly path: readonly string[];
  readonly source: string;
}

export interface TreeFindings extends SourceFindings {
  readonly members: readonly Member[];
}

/** Every setting of a tree. What is no setting is a problem. */
export function readTree(tree: SettingsTree, schema: SettingNode): TreeFindings {
  const assignments: Assignment[] = [];
  const problems: ConfigurationProblem[] = [];
  const members: Member[] = [];

  function visit(node: SettingNode, value: unknown, path: readonly string[]): void {
    if (value === undefined) return;
    if (node.kind === 'setting') {
      assignments.push(assignmentOf(tree, node, { path, value }));
      return;
    }
    // A group with nothing in it is written as nothing at all in YAML.
    const entries = Object.entries(isGroup(value) ? value : {});
    if (value !== null && !isGroup(value))
      problems.push(problemAt(path, { expected: 'a group of settings', problem: `is ${showValue(value)}` }));
    for (const [name, member] of entries) {
      if (node.kind === 'section') visitSetting(node, [...path, name], member);
      else visitMember(node, [...path, name], member);
    }
  }

  function visitSetting(node: SectionNode, path: readonly string[], value: unknown): void {
    const name = path.at(-1) ?? '';
    const child = node.children.get(name);
    if (child !== undefined) visit(child, value, path);
    // Editors find the schema of the file by this name.
    else if (!(name === '$schema' && path.length === 1)) problems.push(unknownName(path, node));
  }

  function visitMember(node: CollectionNode, path: readonly string[], value: unknown): void {
    if (value === undefined) return;
    if (!node.names.safeParse(path.at(-1)).success) {
      problems.push(
        problemAt(path, { expected: nameExpected, problem: 'is not a name that can be used here' }),
      );
      return;
    }
    members.push({ path, source: tree.sourceAt(path) });
    visit(node.child, value, path);
  }

  function unknownName(path: readonly string[], node: SectionNode): ConfigurationProblem {
    const meant = nearMatch(path.at(-1) ?? '', node.children.keys());
    const expected =
      meant === undefined ? `one of ${[...node.children.keys()].join(', ')}` : `\`${meant}\`, perhaps`;
    return problemAt(path, { expected, problem: 'is not a setting' });
  }

  function problemAt(
    path: readonly string[],
    words: { readonly expected: string; readonly problem: string },
  ): ConfigurationProblem {
    const name = path.length === 0 ? 'the whole' : path.map(showName).join('.');
    return { source: tree.sourceAt(path), name, ...words };
  }

  visit(schema, tree.value, []);
  return { assignments, problems, members };
}

const nameExpected = 'a lower-case name: a letter, then letters, digits and dashes';

function assignmentOf(
  tree: SettingsTree,
  leaf: SettingLeaf,
  { path, value }: { readonly path: readonly string[]; readonly value: unknown },
): Assignment {
  const { form } = leaf.facts;
  const isText = typeof value === 'string';
  const asVariable = isText && (form.lenient || (tree.fromVariable?.(path) ?? false));
  return {
    path,
    leaf,
    value: asVariable ? form.readText(value.trim()) : value,
    ...(isText ? { written: value } : {}),
    source: tree.sourceAt(path),
    name: path.map(showName).join('.'),
    explained: tree.explainedAt(path),
  };
}

function isGroup(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
