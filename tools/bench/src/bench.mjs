#!/usr/bin/env node
// npm run bench: builds what changed of the daemon, then measures it beside others. Words after `--` are its options.
import { spawn } from 'node:child_process';
import { join } from 'node:path';

const flags = ['--conditions=@reg/source', '--experimental-transform-types'];
const quiet = '--disable-warning=ExperimentalWarning';
const sources = join(import.meta.dirname, '../../soak/src/run-from-sources.mjs');
const bench = join(import.meta.dirname, 'bench.ts');
const child = spawn(
  process.execPath,
  [...flags, quiet, '--import', sources, bench, ...process.argv.slice(2)],
  { stdio: 'inherit' },
);
child.once('exit', (code) => {
  process.exitCode = code ?? 1;
});
