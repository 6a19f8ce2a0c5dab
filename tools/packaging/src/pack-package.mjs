import { cpSync, globSync } from 'node:fs';
import { basename, join } from 'node:path';
import { runCommand } from './run-command.mjs';

const leftBehind = ['node_modules', 'test-results', 'coverage'];

/**
 * Packs one package exactly as a release does, lifecycle scripts included, and answers the tarball's path.
 * It packs a copy: prepack rewrites package.json, and in the workspace that would pull the sources from under
 * whatever runs beside it.
 * @param {import('./workspace.mjs').PublishedPackage} published
 * @param {string} destination an existing folder
 */
export async function packPackage({ name, folder }, destination) {
  const copy = join(destination, name.replaceAll('/', '-').replace('@', ''));
  cpSync(folder, copy, { recursive: true, filter: (source) => !leftBehind.includes(basename(source)) });
  await runCommand('npm', ['pack', '--pack-destination', destination], { cwd: copy });
  const [tarball] = globSync(`${basename(copy)}-*.tgz`, { cwd: destination });
  if (!tarball) throw new Error(`npm pack made no tarball of ${name}.`);
  return join(destination, tarball);
}
