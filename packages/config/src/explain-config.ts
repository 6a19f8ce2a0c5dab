import { configWarnings } from './config-warnings.js';
import { gatherSettings, type GatheredSettings, type SettingsFiles } from './gather-settings.js';
import { configOf } from './load-config.js';
import type { LoadOptions } from './load-options.js';
import type { ConfigurationProblem } from './problems/configuration-error.js';
import { settingTree, type SettingLeaf, type SettingNode } from './schema/setting-tree.js';
import type { Assignment } from './sources/assignment.js';
import { variablesOfSetting } from './sources/variables-source.js';
import { Secret } from './secret.js';

/** One setting: what it is and why. Plain data without a secret in it. */
export interface SettingExplanation {
  /** `providers.kimi.baseUrl` */
  readonly path: string;
  /** Keys as `[redacted]`; absent when the setting is not set and has no default. */
  readonly value?: unknown;
  /** `argument`, `environment KIMI_API_KEY`, `.env:/path NAME`, `file /path:3` or `default`. */
  readonly source: string;
  readonly default?: unknown;
  /** Variables that set it, the documented one first. */
  readonly env: readonly string[];
  readonly description: string;
  readonly unit?: string;
  /** What is wrong with it. The value is then that of the next source that is good. */
  readonly problems: readonly string[];
}

export interface ConfigExplanation {
  readonly settings: readonly SettingExplanation[];
  /** Everything for which `loadConfig` would throw. */
  readonly problems: readonly ConfigurationProblem[];
  /** What is allowed but probably not meant: keys of unusual shape, lists that name no provider. */
  readonly warnings: readonly string[];
  readonly files: SettingsFiles;
}

/** Where every setting has its value from. Never throws for a broken configuration: it tells what is broken. */
export function explainConfig(options: LoadOptions = {}): ConfigExplanation {
  const gathered = gatherSettings(options);
  const { problems, files, redact, isSet } = gathered;
  const config = problems.length === 0 ? configOf(gathered) : undefined;
  const settings = leavesBelow(settingTree(), [], gathered).map(({ path, leaf }) =>
    explainSetting(gathered, { path, leaf, config }),
  );
  const warnings = config === undefined ? [] : configWarnings(config, isSet).map(redact);
  return { settings, problems, warnings, files };
}

interface PlacedLeaf {
  readonly path: readonly string[];
  readonly leaf: SettingLeaf;
}

function leavesBelow(
  node: SettingNode,
  path: readonly string[],
  gathered: GatheredSettings,
): readonly PlacedLeaf[] {
  if (node.kind === 'setting') return [{ path, leaf: node }];
  if (node.kind === 'section')
    return [...node.children].flatMap(([name, child]) => leavesBelow(child, [...path, name], gathered));
  const names = gathered.members.get(path.join('.')) ?? [];
  return names.flatMap((name) => leavesBelow(node.child, [...path, name], gathered));
}

function explainSetting(
  gathered: GatheredSettings,
  { path, leaf, config }: PlacedLeaf & { readonly config: unknown },
): SettingExplanation {
  const { facts } = leaf;
  const key = path.join('.');
  const assignment = assignmentFor(gathered, path);
  const value = config === undefined ? checkedValue(leaf, assignment) : valueAt(config, path);
  const standard = gathered.builtIn.get(key)?.value ?? facts.default;
  const id = path[0] === 'providers' ? path[1] : undefined;
  return {
    path: gathered.redact(key),
    ...(value === undefined ? {} : { value: presentable(value, leaf, gathered.redact) }),
    source: gathered.redact(assignment?.explained ?? 'default'),
    ...(standard === undefined ? {} : { default: presentable(standard, leaf, gathered.redact) }),
    env: variablesOfSetting(leaf, id).map(({ name }) => name),
    description: facts.description,
    ...(facts.unit === undefined ? {} : { unit: facts.unit }),
    problems: gathered.problems.filter(({ setting }) => setting === key).map(({ problem }) => problem),
  };
}

/** A provider's timeout that nobody set is that of all providers. */
function assignmentFor({ assignments }: GatheredSettings, path: readonly string[]): Assignment | undefined {
  const own = assignments.get(path.join('.'));
  if (own !== undefined || path[0] !== 'providers' || path[2] !== 'timeouts') return own;
  return assignments.get(path.slice(2).join('.'));
}

function checkedValue(leaf: SettingLeaf, assignment: Assignment | undefined): unknown {
  if (assignment === undefined) return leaf.facts.default;
  return leaf.schema.safeParse(assignment.value).data;
}

function valueAt(config: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((value, name) => (value as Readonly<Record<string, unknown>>)[name], config);
}

/** A copy that may be printed. */
function presentable(value: unknown, leaf: SettingLeaf, redact: (text: string) => string): unknown {
  if (value instanceof Secret || (leaf.facts.form.secret && typeof value === 'string')) return '[redacted]';
  if (typeof value === 'string') return redact(value);
  if (Array.isArray(value)) return value.map((item) => presentable(item, leaf, redact));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [redact(name), presentable(member, leaf, redact)]),
  );
}
