import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export const sourceCondition = '@reg/source';

/**
 * The manifest without the condition that points at sources, which are not in the tarball. Everything else keeps
 * its order.
 * @param {string} manifestText
 */
export function withoutSourceCondition(manifestText) {
  const manifest = JSON.parse(manifestText);
  return `${JSON.stringify(withoutKey(manifest, sourceCondition), null, 2)}\n`;
}

/** @type {(value: unknown, key: string) => unknown} */
function withoutKey(value, key) {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const kept = Object.entries(value).filter(([name]) => name !== key);
  return Object.fromEntries(kept.map(([name, inner]) => [name, withoutKey(inner, key)]));
}

/** @param {string} folder */
const manifestPath = (folder) => join(folder, 'package.json');
/** @param {string} folder */
const originalPath = (folder) => join(folder, 'package.json.original');

/**
 * Rewrites package.json for packing and keeps its exact bytes beside it. An earlier run that was interrupted is
 * undone first.
 * @param {string} folder
 */
export function stripManifest(folder) {
  restoreManifest(folder);
  const original = readFileSync(manifestPath(folder));
  replaceFile(originalPath(folder), original);
  replaceFile(manifestPath(folder), withoutSourceCondition(original.toString()));
}

/**
 * Puts the exact bytes of package.json back. Does nothing when there is nothing to restore.
 * @param {string} folder
 */
export function restoreManifest(folder) {
  if (!existsSync(originalPath(folder))) return;
  const original = readFileSync(originalPath(folder));
  const present = readFileSync(manifestPath(folder), 'utf8');
  if (present === original.toString()) return rmSync(originalPath(folder));
  if (present !== withoutSourceCondition(original.toString())) {
    throw new Error(
      `${manifestPath(folder)} was edited after an interrupted pack. Merge it by hand with ${originalPath(folder)}, ` +
        'which holds the manifest from before, then delete that file.',
    );
  }
  renameSync(originalPath(folder), manifestPath(folder));
}

/**
 * A reader sees the old file or the new one, never half of it.
 * @param {string} path
 * @param {string | Uint8Array} content
 */
function replaceFile(path, content) {
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, content);
  renameSync(draft, path);
}
