#!/usr/bin/env node
// npm run check:sizes: is any package larger than its budget? With --write the sizes go into docs/performance.md too,
// at the next `npm run docs`. Needs a build.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { installedSize } from './installed-size.mjs';
import { installedLimitsKb } from './installed-limits.mjs';
import { publishedPackages, requireBuild, workspaceRoot } from './workspace.mjs';

/** @typedef {{ what: string, kb: number, limitKb: number, packages?: number }} Size */

const packages = publishedPackages();
packages.forEach(requireBuild);

/** @type {Size[]} */
const sizes = [...sizesOfFiles(), ...packages.map(sizeInstalled)];
for (const { what, kb, limitKb } of sizes)
  console.log(`${kb <= limitKb ? 'ok    ' : 'FAILED'} ${what}: ${kb} of ${limitKb} kB`);
if (process.argv.includes('--write'))
  writeFileSync(join(workspaceRoot, 'tools/packaging/sizes.json'), `${JSON.stringify(sizes, null, 2)}\n`);
process.exitCode = sizes.some(({ kb, limitKb }) => kb > limitKb) ? 1 : 0;

/** @returns {Size[]} */
function sizesOfFiles() {
  const run = spawnSync('size-limit', ['--json'], { cwd: workspaceRoot, encoding: 'utf8' });
  if (run.error) throw run.error;
  // It fails when a limit is passed as well, and says so in the same form.
  if (!run.stdout.startsWith('[')) throw new Error(`size-limit failed:\n${run.stdout}${run.stderr}`);
  /** @type {{ name: string, size: number, sizeLimit: number }[]} */
  const found = JSON.parse(run.stdout);
  return found.map(({ name, size, sizeLimit }) => ({ what: name, kb: kbOf(size), limitKb: kbOf(sizeLimit) }));
}

/**
 * @param {import('./workspace.mjs').PublishedPackage} published
 * @returns {Size}
 */
function sizeInstalled({ name, folder }) {
  const limitKb = installedLimitsKb[name];
  if (limitKb === undefined) throw new Error(`${name} has no limit in installed-limits.mjs.`);
  const { bytes, packages } = installedSize(folder);
  return { what: `${name}: installed`, kb: kbOf(bytes), limitKb, packages };
}

/** @param {number} bytes */
function kbOf(bytes) {
  return Math.round(bytes / 100) / 10;
}
