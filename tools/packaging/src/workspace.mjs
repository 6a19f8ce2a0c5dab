import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export const workspaceRoot = join(import.meta.dirname, '../../..');

/**
 * @typedef {{ name: string, version: string, exports: Record<string, unknown>, bin?: Record<string, string> }} Manifest
 * @typedef {{ name: string, folder: string, manifest: Manifest }} PublishedPackage
 */

/**
 * @param {string} folder
 * @returns {PublishedPackage}
 */
export function readPackage(folder) {
  const manifest = /** @type {Manifest} */ (JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')));
  return { name: manifest.name, folder, manifest };
}

/** Every package that users can install. */
export function publishedPackages() {
  return globSync('{packages,apps}/*/package.json', { cwd: workspaceRoot })
    .sort()
    .map((file) => readPackage(join(workspaceRoot, dirname(file))));
}

/**
 * The entry points of a package with the declaration file of each, as absolute paths.
 * @param {PublishedPackage} published
 * @returns {[subpath: string, declarations: string][]}
 */
export function entryPoints({ folder, manifest }) {
  return Object.entries(manifest.exports).flatMap(([subpath, target]) => {
    const types =
      typeof target === 'object' && target !== null && 'types' in target ? target.types : undefined;
    return typeof types === 'string'
      ? [/** @type {[string, string]} */ ([subpath, join(folder, types)])]
      : [];
  });
}

/**
 * Fails early, and says what to run, when a package is not built.
 * @param {PublishedPackage} published
 */
export function requireBuild(published) {
  const missing = entryPoints(published).find(([, declarations]) => !existsSync(declarations));
  if (missing)
    throw new Error(`${published.name} is not built (${missing[1]} is missing): run "npm run build".`);
}
