import { statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** The files of one of these names in the nearest folder that has any, from `folder` upwards. */
export function findUpwards(folder: string, names: readonly string[]): readonly string[] {
  let current = resolve(folder);
  for (;;) {
    const found = names.map((name) => join(current, name)).filter(isFile);
    const parent = dirname(current);
    if (found.length > 0 || parent === current) return found;
    current = parent;
  }
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}
