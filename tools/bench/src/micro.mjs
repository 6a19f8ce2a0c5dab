#!/usr/bin/env node
// npm run bench:micro: what single parts cost in process. Words after `--` are its options.
import { spawn } from 'node:child_process';
import { join } from 'node:path';

// The young generation is large, so that what is allocated can be counted before it is collected.
const flags = [
  '--expose-gc',
  '--min-semi-space-size=64',
  '--max-semi-space-size=64',
  '--conditions=@reg/source',
  '--experimental-transform-types',
];
const quiet = '--disable-warning=ExperimentalWarning';
const sources = join(import.meta.dirname, '../../soak/src/run-from-sources.mjs');
const bench = join(import.meta.dirname, 'micro.ts');
const child = spawn(
  process.execPath,
  [...flags, quiet, '--import', sources, bench, ...process.argv.slice(2)],
  { stdio: 'inherit' },
);
child.once('exit', (code) => {
  process.exitCode = code ?? 1;
});
