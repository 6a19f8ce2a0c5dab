import { resolve } from 'node:path';
import { parseEnv } from 'node:util';
import type { ConfigurationProblem } from '../problems/configuration-error.js';
import { findUpwards } from './find-upwards.js';
import { readBounded } from './read-bounded.js';
import { createVariables, type Variables } from './variables-source.js';

export interface EnvFile {
  readonly path?: string;
  readonly variables: Variables;
  readonly problems: readonly ConfigurationProblem[];
}

/** The variables of the given `.env` file, or of the nearest one from `cwd` upwards, or none. */
export function readEnvFile(
  given: { readonly path: string; readonly source: string; readonly name: string } | undefined,
  cwd: string,
): EnvFile {
  const path = given === undefined ? findUpwards(cwd, ['.env'])[0] : resolve(cwd, given.path);
  if (path === undefined) return noEnvFile;
  const read = readBounded(path);
  if ('text' in read)
    return { path, variables: createVariables(`.env:${path}`, parseEnv(read.text)), problems: [] };
  const { source, name } = given ?? { source: `.env:${path}`, name: '.env' };
  return {
    ...noEnvFile,
    problems: [{ source, name, expected: 'a file of variables', problem: `${path} ${read.problem}` }],
  };
}

export const noEnvFile: EnvFile = { variables: createVariables('.env', {}), problems: [] };
