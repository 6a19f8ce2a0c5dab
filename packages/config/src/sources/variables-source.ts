import type { ConfigurationProblem } from '../problems/configuration-error.js';
import type { Variable } from '../schema/setting.js';
import type { SettingLeaf, SettingNode } from '../schema/setting-tree.js';
import type { Assignment } from './assignment.js';

/** A set of variables: the process environment, or a `.env` file. */
export interface Variables {
  /** `environment` or `.env:/path`. */
  readonly source: string;
  /** The trimmed value; an empty one counts as absent. */
  get(name: string): string | undefined;
  /** Values of variables whose names say that they are secret, to keep them out of every message. */
  secrets(): readonly string[];
}

const secretName = /(KEY|KEYS|TOKEN|SECRET|PASSWORD|CREDENTIALS)$/i;

export function createVariables(
  source: string,
  values: Readonly<Record<string, string | undefined>>,
): Variables {
  return {
    source,
    get(name) {
      const value = Object.hasOwn(values, name) ? values[name]?.trim() : undefined;
      return value === '' ? undefined : value;
    },
    secrets: () =>
      Object.entries(values)
        .filter(([name]) => secretName.test(name))
        .flatMap(([, value]) =>
          value === undefined ? [] : [value.trim(), ...value.split(',').map((item) => item.trim())],
        ),
  };
}

export interface SourceFindings {
  readonly assignments: readonly Assignment[];
  readonly problems: readonly ConfigurationProblem[];
}

/** The variables of a setting, for the provider `id` where the setting belongs to one. */
export function variablesOfSetting(leaf: SettingLeaf, id: string | undefined): readonly Variable[] {
  const { variables, variablesOf } = leaf.facts;
  if (id === undefined) return variables;
  const own = (Object.hasOwn(variablesOf, id) ? variablesOf[id] : undefined) ?? variables;
  const prefix = id.toUpperCase().replaceAll('-', '_');
  return own.map((variable) => ({ ...variable, name: variable.name.replace('<ID>', prefix) }));
}

/** Every setting that the variables give. Two names for one setting must not disagree. */
export function readVariables(
  variables: Variables,
  tree: SettingNode,
  providerIds: readonly string[],
): SourceFindings {
  const problems: ConfigurationProblem[] = [];
  const assignments = settingsBelow(tree, [], providerIds).flatMap(({ path, leaf, id }) => {
    const given = variablesOfSetting(leaf, id).flatMap((variable) => {
      const text = variables.get(variable.name);
      return text === undefined ? [] : [{ variable, text, value: readText(variable, leaf, text) }];
    });
    const [first] = given;
    if (first === undefined) return [];
    problems.push(...disagreements(given, variables.source, path.join('.')));
    const names = given.map(({ variable }) => variable.name);
    return [
      {
        path,
        leaf,
        value: combined(given),
        source: variables.source,
        name: names.join(', '),
        explained: `${variables.source} ${names.join(', ')}`,
        written: first.text,
        ...(first.variable.inSeconds ? { expected: 'a number of seconds, such as 0.5' } : {}),
      },
    ];
  });
  return { assignments, problems };
}

interface Given {
  readonly variable: Variable;
  readonly text: string;
  readonly value: unknown;
}

function readText(variable: Variable, leaf: SettingLeaf, text: string): unknown {
  if (variable.oneItem) return [text];
  const value = (variable.read ?? leaf.facts.form.readText)(text);
  return variable.inSeconds && typeof value === 'number' ? Math.round(value * 1000) : value;
}

/** A variable for one item and a variable for a list add up; aliases say the same anyway. */
function combined(given: readonly Given[]): unknown {
  const [first] = given;
  if (given.length < 2 || !given.every(({ value }) => Array.isArray(value))) return first?.value;
  return [...new Set(given.flatMap(({ value }) => value as readonly unknown[]))];
}

function disagreements(given: readonly Given[], source: string, setting: string): ConfigurationProblem[] {
  return [true, false].flatMap((oneItem) => {
    const aliases = given.filter(({ variable }) => (variable.oneItem ?? false) === oneItem);
    const values = new Set(aliases.map(({ value }) => JSON.stringify(value)));
    if (values.size < 2) return [];
    return [
      {
        source,
        name: aliases.map(({ variable }) => variable.name).join(', '),
        expected: 'the same value in all of them, or only one of them: they are names for one setting',
        problem: 'have different values',
        setting,
      },
    ];
  });
}

interface PlacedSetting {
  readonly path: readonly string[];
  readonly leaf: SettingLeaf;
  readonly id?: string;
}

/** Every setting that can have variables. Only providers are known by name in variables. */
function settingsBelow(
  node: SettingNode,
  path: readonly string[],
  providerIds: readonly string[],
): readonly PlacedSetting[] {
  if (node.kind === 'setting') {
    const id = path[0] === 'providers' ? path[1] : undefined;
    return [{ path, leaf: node, ...(id === undefined ? {} : { id }) }];
  }
  if (node.kind === 'section')
    return [...node.children].flatMap(([name, child]) => settingsBelow(child, [...path, name], providerIds));
  if (path.join('.') !== 'providers') return [];
  return providerIds.flatMap((id) => settingsBelow(node.child, [...path, id], providerIds));
}
