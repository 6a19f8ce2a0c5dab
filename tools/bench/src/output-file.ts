import { join, resolve } from 'node:path';

const cache = join(import.meta.dirname, '../../../node_modules/.cache/reg-bench');

/** Where figures of this name go: into the folder that was asked for (`--out`), else into the cache. */
export function outputFile(folder: string | undefined, name: string): string {
  return resolve(folder ?? cache, name);
}
