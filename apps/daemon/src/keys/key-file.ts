import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigurationError } from '@reg/config';
import { isRecord } from '../http/field-check.js';
import type { ClientKey } from './client-key.js';
import { keyFormProblems } from './key-form.js';

/** More keys than anybody manages in a file. */
export const maxKeys = 10_000;
const maxFileBytes = 16 * 1024 * 1024;
const shownProblems = 20;

export function keyFilePath(stateDir: string): string {
  return join(stateDir, 'keys.json');
}

/** Differs whenever the file was replaced; `undefined` when there is none. */
export function keyFileVersion(path: string): string | undefined {
  const stats = statSync(path, { bigint: true, throwIfNoEntry: false });
  return stats === undefined ? undefined : `${stats.ino} ${stats.mtimeNs} ${stats.size}`;
}

/**
 * The keys in the file; none when there is no file.
 *
 * @throws ConfigurationError that lists everything that is wrong: a key that is misread may allow what it forbids.
 */
export function readKeyFile(path: string): readonly ClientKey[] {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return [];
  if (stats.size > maxFileBytes) throw broken(path, `at most ${maxFileBytes} bytes`);
  return parseKeyFile(readFileSync(path, 'utf8'), path);
}

export function keyFileText(keys: readonly ClientKey[]): string {
  return `${JSON.stringify({ version: 1, keys }, undefined, 2)}\n`;
}

/** @throws ConfigurationError */
export function parseKeyFile(text: string, path: string): readonly ClientKey[] {
  const entries = entriesOf(text);
  if (entries === undefined || entries.length > maxKeys)
    throw broken(path, `{"version": 1, "keys": […]} with at most ${maxKeys} keys`);
  const problems = entries.flatMap((entry, index) =>
    keyFormProblems(entry).map(({ field, expected }) => ({
      source: `file ${path}`,
      name: `keys[${index}]${field === '' ? '' : `.${field}`}`,
      expected,
      problem: 'is not what it should be',
    })),
  );
  if (problems.length > 0) throw new ConfigurationError(problems.slice(0, shownProblems));
  const keys = entries as readonly ClientKey[];
  if (new Set(keys.map(({ id }) => id)).size < keys.length) throw broken(path, 'each id once');
  return keys;
}

function entriesOf(text: string): readonly unknown[] | undefined {
  try {
    const content: unknown = JSON.parse(text);
    if (!isRecord(content) || content['version'] !== 1 || !Array.isArray(content['keys'])) return undefined;
    return content['keys'];
  } catch {
    return undefined;
  }
}

function broken(path: string, expected: string): ConfigurationError {
  return new ConfigurationError([
    { source: `file ${path}`, name: 'client keys', expected, problem: 'cannot be read' },
  ]);
}
