#!/usr/bin/env node
// npm run check:packages: packs every package, installs the tarballs as a user would, and uses them from there.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createConsumerProject } from './consumer-project.mjs';
import { nodeRuntime, testedNodes } from './node-runtimes.mjs';
import { packPackage } from './pack-package.mjs';
import { runCommand } from './run-command.mjs';
import { publishedPackages, requireBuild, workspaceRoot } from './workspace.mjs';

/** The packages have two cores to share with whatever else runs. */
const parallel = 2;

const root = realpathSync(mkdtempSync(join(tmpdir(), 'reg-check-packages-')));
const tarballs = join(root, 'tarballs');
const consumer = join(root, 'consumer');
mkdirSync(tarballs);
mkdirSync(consumer);
let failures = 0;

try {
  await runCommand('nx', ['run-many', '-t', 'build'], { cwd: workspaceRoot });
  const packages = publishedPackages();
  packages.forEach(requireBuild);
  const packed = await inTurns(packages, async (published) => ({
    published,
    tarball: await packPackage(published, tarballs),
  }));
  await createConsumerProject(consumer, packed);
  console.log(`${packed.length} tarballs installed in ${consumer}`);
  requireOwnInstall(packages.map(({ name }) => name));

  await inTurns(['nodenext', 'bundler'], (resolution) =>
    step(`types under moduleResolution ${resolution}`, 'tsc', ['-p', `tsconfig.${resolution}.json`]),
  );
  const runtimes = await inTurns(testedNodes, async (version) => [version, await nodeRuntime(version)]);
  const programs = {
    'import of every package': 'import-all.mjs',
    'require() of every package': 'require-all.cjs',
  };
  const runs = runtimes.flatMap(([version, node]) =>
    Object.entries({ ...programs, 'routed calls': 'out/routed-call.js' }).map(([what, file]) => ({
      what: `${what} under Node ${version}`,
      node: node ?? '',
      file,
    })),
  );
  await inTurns(runs, ({ what, node, file }) => step(what, node, [file]));
} catch (error) {
  failures += 1;
  console.log(`FAILED ${error instanceof Error ? error.message : error}`);
} finally {
  rmSync(root, { recursive: true, force: true });
}
process.exitCode = failures === 0 ? 0 : 1;

/**
 * @param {string} what
 * @param {string} command
 * @param {string[]} args
 */
async function step(what, command, args) {
  const { NODE_OPTIONS: _, ...env } = process.env;
  try {
    const output = await runCommand(command, args, { cwd: consumer, env });
    console.log(`ok     ${what}${output.includes('answered by') ? `: ${output.trim()}` : ''}`);
  } catch (error) {
    failures += 1;
    console.log(`FAILED ${what}\n${error instanceof Error ? error.message : error}`);
  }
}

/**
 * The proof would be empty if the packages were found in the workspace, or as links to it.
 * @param {string[]} names
 */
function requireOwnInstall(names) {
  for (const name of names) {
    const installed = join(consumer, 'node_modules', name);
    if (!existsSync(installed) || realpathSync(installed) !== installed)
      throw new Error(`${name} is not installed.`);
    if (readdirSync(installed).includes('src')) throw new Error(`${name} was installed with its sources.`);
  }
}

/**
 * Runs a job for each item, at most `parallel` at a time, and answers in the order of the items.
 * @template Item, Result
 * @param {Item[]} items
 * @param {(item: Item) => Promise<Result>} job
 * @returns {Promise<Result[]>}
 */
async function inTurns(items, job) {
  /** @type {Result[]} */
  const results = [];
  const queue = items.entries();
  const worker = async () => {
    for (const [index, item] of queue) results[index] = await job(item);
  };
  await Promise.all(Array.from({ length: parallel }, worker));
  return results;
}
