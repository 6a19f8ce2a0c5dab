import { settingTree, type SettingLeaf, type SettingNode } from './schema/setting-tree.js';

/** One setting as documentation shows it. */
export interface SettingDescription {
  /** The group it belongs to: `server`, `providers.<id>.timeouts`; empty at the top level. */
  readonly section: string;
  /** What the group is about. */
  readonly sectionDescription?: string;
  /** `providers.<id>.baseUrl` */
  readonly path: string;
  /** Variables that set it, the documented one first. `<ID>` stands for a provider's name in capitals. */
  readonly env: readonly string[];
  /** Variables for a provider of this name, instead of `env`. */
  readonly envOf: Readonly<Record<string, readonly string[]>>;
  /** Those of the variables that count seconds. */
  readonly envInSeconds: readonly string[];
  readonly expected: string;
  /** JSON, or words in a sentence where it depends on something; empty when there is none. */
  readonly default: string;
  readonly unit?: string;
  readonly secret: boolean;
  readonly description: string;
}

const memberNames: Readonly<Record<string, string>> = {
  providers: '<id>',
  'routing.categories': '<category>',
};

/** Every setting, in the order of the schema. */
export function describeSettings(): readonly SettingDescription[] {
  return rowsBelow(settingTree(), { path: [], section: '' });
}

interface Place {
  readonly path: readonly string[];
  readonly section: string;
  readonly sectionDescription?: string;
}

function rowsBelow(node: SettingNode, place: Place): readonly SettingDescription[] {
  if (node.kind === 'setting') return [rowOf(node, place)];
  if (node.kind === 'collection') {
    const member = memberNames[place.path.join('.')] ?? '<name>';
    return rowsBelow(node.child, { path: [...place.path, member], section: '' });
  }
  const section = place.path.join('.');
  const { description } = node;
  return [...node.children].flatMap(([name, child]) =>
    rowsBelow(child, {
      path: [...place.path, name],
      section,
      ...(description === undefined ? {} : { sectionDescription: description }),
    }),
  );
}

function rowOf({ facts }: SettingLeaf, place: Place): SettingDescription {
  const names = facts.variables.map(({ name }) => name);
  const all = [facts.variables, ...Object.values(facts.variablesOf)].flat();
  return {
    section: place.section,
    ...(place.sectionDescription === undefined ? {} : { sectionDescription: place.sectionDescription }),
    path: place.path.join('.'),
    env: names,
    envOf: Object.fromEntries(
      Object.entries(facts.variablesOf).map(([id, variables]) => [id, variables.map(({ name }) => name)]),
    ),
    envInSeconds: all.filter(({ inSeconds }) => inSeconds).map(({ name }) => name),
    expected: facts.form.expected,
    default: facts.defaultText ?? (facts.default === undefined ? '' : JSON.stringify(facts.default)),
    ...(facts.unit === undefined ? {} : { unit: facts.unit }),
    secret: facts.form.secret,
    description: facts.description,
  };
}
