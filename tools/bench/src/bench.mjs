#!/usr/bin/env node
// npm run bench: builds what changed of the daemon, then measures it beside others. Words after `--` are its options;
// --profile tells where the time goes instead, --overload what happens beyond capacity, --memory what is held.
import { spawn } from 'node:child_process';
import { join } from 'node:path';

const flags = ['--conditions=@reg/source', '--experimental-transform-types'];
const quiet = '--disable-warning=ExperimentalWarning';
const sources = join(import.meta.dirname, '../../soak/src/run-from-sources.mjs');
const words = process.argv.slice(2);
// Each of these measures one thing, and has a script of its own.
const scripts = new Map([
  ['--memory', 'memory/bench-memory.ts'],
  ['--overload', 'overload.ts'],
  ['--profile', 'bench-profile.ts'],
  ['--workers', 'workers.ts'],
]);
const script = words.map((word) => scripts.get(word)).find((found) => found !== undefined) ?? 'bench.ts';
const child = spawn(
  process.execPath,
  [...flags, quiet, '--import', sources, join(import.meta.dirname, script), ...words],
  { stdio: 'inherit' },
);
child.once('exit', (code) => {
  process.exitCode = code ?? 1;
});
