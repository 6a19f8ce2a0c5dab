import type { LoadOptions } from '../load-options.js';
import type { ConfigurationProblem } from '../problems/configuration-error.js';
import { noConfigFile, readConfigFile, type ConfigFile } from './config-file.js';
import { noEnvFile, readEnvFile, type EnvFile } from './env-file.js';
import { createVariables, type Variables } from './variables-source.js';

/** What there is to read before anything is understood. */
export interface RawSources {
  readonly environment: Variables;
  readonly envFile: EnvFile;
  readonly configFile: ConfigFile;
  readonly cwd: string;
}

/** Variables that name the files and so are no settings of a file. */
export const fileVariables = { configFile: ['REG_CONFIG'], envFile: ['REG_ENV_FILE', 'ENV_FILE'] } as const;

/** Reads the environment and the files that it, the options or the working directory point to. */
export function readSources(options: LoadOptions): RawSources {
  const environment = createVariables('environment', options.env ?? process.env);
  const cwd = options.cwd ?? process.cwd();
  const envFile =
    options.envFile === false
      ? noEnvFile
      : readEnvFile(
          givenPath(options.envFile, {
            option: 'envFile',
            names: fileVariables.envFile,
            from: [environment],
          }),
          cwd,
        );
  const layers = [environment, envFile.variables];
  const configFile =
    options.configFile === false
      ? noConfigFile
      : readConfigFile({
          ...given(
            givenPath(options.configFile, {
              option: 'configFile',
              names: fileVariables.configFile,
              from: layers,
            }),
          ),
          cwd,
          lookup: (name) => firstOf(layers, name),
        });
  return { environment, envFile, configFile, cwd };
}

interface GivenPath {
  readonly path: string;
  readonly source: string;
  readonly name: string;
}

interface PathNames {
  readonly option: string;
  readonly names: readonly string[];
  readonly from: readonly Variables[];
}

function givenPath(option: string | undefined, names: PathNames): GivenPath | undefined {
  if (option !== undefined) return { path: option, source: 'argument', name: names.option };
  for (const variables of names.from) {
    for (const name of names.names) {
      const path = variables.get(name);
      if (path !== undefined) return { path, source: variables.source, name };
    }
  }
  return undefined;
}

function given(path: GivenPath | undefined): { readonly given?: GivenPath } {
  return path === undefined ? {} : { given: path };
}

function firstOf(layers: readonly Variables[], name: string): string | undefined {
  return layers.map((variables) => variables.get(name)).find((value) => value !== undefined);
}

/** What is wrong with the files themselves. */
export function fileProblems({ envFile, configFile }: RawSources): readonly ConfigurationProblem[] {
  return [...envFile.problems, ...configFile.problems];
}
