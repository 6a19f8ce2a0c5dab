#!/usr/bin/env node
// npm test: every check there is, in the order in which a mistake is cheapest to find. All of them run, whatever fails.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runStep } from './run-step.mjs';
import { summarise } from './summary.mjs';
import { clearTestReports, readTestTotals } from './test-totals.mjs';

const root = join(import.meta.dirname, '../../..');
const nx = (/** @type {string} */ target) => ['nx', 'run-many', '-t', target];

/** @type {{ name: string, command: string[], mustPrint?: RegExp }[]} */
const steps = [
  { name: 'format', command: ['prettier', '--check', '--log-level', 'warn', '.'] },
  { name: 'types', command: nx('typecheck') },
  { name: 'lint and boundaries', command: nx('lint') },
  { name: 'build', command: nx('build') },
  { name: 'build again, from cache', command: nx('build'), mustPrint: /Cache:\s+(\d+)\/\1 hit \(100%\)/u },
  { name: 'tests', command: nx('test') },
  { name: 'conformance', command: ['node', 'apps/daemon/dist/cli.js', 'conformance', '--summary'] },
  { name: 'costs in process', command: ['node', 'tools/bench/src/micro.mjs', '--check'] },
  { name: 'packages, one by one', command: nx('check:package') },
  { name: 'sizes', command: ['node', 'tools/packaging/src/check-sizes.mjs'] },
  { name: 'packages, installed', command: ['node', 'tools/packaging/src/check-packages.mjs'] },
];

clearTestReports(root);
/** @type {import('./run-step.mjs').StepResult[]} */
const results = [];
for (const step of steps) results.push(await runStep(step, root));

const { lines, lastLine, exitCode } = summarise(results, readTestTotals(root));
console.log(`\n${lines.join('\n')}\n\nTests and checks: ${lastLine}`);
mkdirSync(join(root, 'node_modules/.cache'), { recursive: true });
writeFileSync(join(root, 'node_modules/.cache/reg-test-totals.txt'), `${lastLine}\n`);
process.exitCode = exitCode;
