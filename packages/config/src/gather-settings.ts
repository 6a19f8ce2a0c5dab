import { builtInSettings } from './built-in.js';
import { checkTogether } from './check-together.js';
import type { LoadOptions } from './load-options.js';
import type { ConfigurationProblem } from './problems/configuration-error.js';
import { createRedactor } from './problems/redactor.js';
import { settingTree } from './schema/setting-tree.js';
import { assignmentProblems, type Assignment } from './sources/assignment.js';
import { impliedModels, membersByCollection, strongest } from './sources/merge-sources.js';
import { secretValues } from './sources/secret-values.js';
import { readSources } from './sources/settings-files.js';
import { readTree, type SettingsTree } from './sources/tree-source.js';
import { readVariables } from './sources/variables-source.js';

/** What all sources say together, good or not. */
export interface GatheredSettings {
  /** By path, the strongest good assignment of each setting. */
  readonly assignments: ReadonlyMap<string, Assignment>;
  /** What holds without any source, by path. */
  readonly builtIn: ReadonlyMap<string, Assignment>;
  /** Names in each collection, by the collection's path: the providers, the categories. */
  readonly members: ReadonlyMap<string, readonly string[]>;
  readonly problems: readonly ConfigurationProblem[];
  /** Takes every known key out of a text. */
  readonly redact: (text: string) => string;
  /** Whether the environment or `.env` has a variable. */
  readonly isSet: (variable: string) => boolean;
  readonly cwd: string;
  readonly files: SettingsFiles;
}

/** The files that were read. */
export interface SettingsFiles {
  readonly envFile?: string;
  readonly configFile?: string;
}

/** Reads all sources, strongest first, checks each by itself and then the whole. */
export function gatherSettings(options: LoadOptions): GatheredSettings {
  const schema = settingTree();
  const { environment, envFile, configFile, cwd } = readSources(options);
  const layers = [environment, envFile.variables];
  const argument = readTree(plainTree('argument', options.overrides), schema);
  const file = readTree(configFile.tree, schema);
  const builtIn = readTree(plainTree('default', builtInSettings(environment, layers)), schema);
  const found = [builtIn, file, argument].flatMap((source) => source.members);
  const members = membersByCollection(found);
  const providers = members.get('providers') ?? [];
  const sources = [argument, ...layers.map((layer) => readVariables(layer, schema, providers)), file];

  const given = sources.flatMap((source) => source.assignments);
  const checked = given.map((assignment) => ({ assignment, problems: assignmentProblems(assignment) }));
  const good = checked.filter(({ problems }) => problems.length === 0).map(({ assignment }) => assignment);
  const merged = strongest([...good, ...builtIn.assignments]);
  const assignments = strongest([...merged.values(), ...impliedModels(merged, providers, schema)]);

  const single = [
    ...envFile.problems,
    ...configFile.problems,
    ...sources.flatMap(({ problems }) => problems),
    ...checked.flatMap(({ problems }) => problems),
  ];
  const alreadyWrong = new Set(single.map(({ setting }) => setting));
  const problems = [...single, ...checkTogether({ assignments, members, found, alreadyWrong })];
  const redact = createRedactor([...secretValues(given), ...layers.flatMap((layer) => layer.secrets())]);
  return {
    assignments,
    builtIn: strongest(builtIn.assignments),
    members,
    problems: problems.map((problem) => redactProblem(problem, redact)),
    redact,
    isSet: (variable) => layers.some((layer) => layer.get(variable) !== undefined),
    cwd,
    files: {
      ...(envFile.path === undefined ? {} : { envFile: envFile.path }),
      ...(configFile.path === undefined ? {} : { configFile: configFile.path }),
    },
  };
}

function plainTree(source: string, value: unknown): SettingsTree {
  return { value, sourceAt: () => source, explainedAt: () => source };
}

function redactProblem(
  problem: ConfigurationProblem,
  redact: (text: string) => string,
): ConfigurationProblem {
  const { source, name, expected, problem: words, setting } = problem;
  return {
    source: redact(source),
    name: redact(name),
    expected: redact(expected),
    problem: redact(words),
    ...(setting === undefined ? {} : { setting: redact(setting) }),
  };
}
