import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** @typedef {{ name: string, files?: string[], dependencies?: Record<string, string> }} InstalledManifest */

/**
 * What installing a package puts on a disk: its own files as they are packed, and those of everything it depends on,
 * each package once.
 * @param {string} folder
 * @returns {{ bytes: number, packages: number }}
 */
export function installedSize(folder) {
  const folders = withDependencies(folder, new Set());
  return {
    bytes: [...folders].reduce((sum, one) => sum + bytesOf(one), 0),
    packages: folders.size,
  };
}

/** @type {(folder: string, seen: Set<string>) => Set<string>} */
function withDependencies(folder, seen) {
  if (seen.has(folder)) return seen;
  seen.add(folder);
  for (const name of Object.keys(manifestOf(folder).dependencies ?? {}))
    withDependencies(installedFolder(name, folder), seen);
  return seen;
}

/**
 * Where Node would find it: beside, or further up. The workspace's own packages are in folders of their own.
 * @param {string} name
 * @param {string} from
 */
function installedFolder(name, from) {
  for (let folder = from; folder !== dirname(folder); folder = dirname(folder)) {
    const found = join(folder, 'node_modules', name);
    if (existsSync(join(found, 'package.json'))) return found;
  }
  throw new Error(`${name}, which ${from} depends on, is not installed.`);
}

/** @param {string} folder */
function bytesOf(folder) {
  const { name, files } = manifestOf(folder);
  const packed = name.startsWith('@reg/')
    ? [...(files ?? []).map((file) => `${file}/**`), 'package.json', 'README.md', 'LICENSE', 'CHANGELOG.md']
    : ['**'];
  return globSync(packed, { cwd: folder, exclude: (path) => path === 'node_modules' })
    .map((file) => statSync(join(folder, file)))
    .filter((facts) => facts.isFile())
    .reduce((sum, { size }) => sum + size, 0);
}

/**
 * @param {string} folder
 * @returns {InstalledManifest}
 */
function manifestOf(folder) {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
}
