#!/usr/bin/env node
// npm run soak: builds what changed of the daemon, then lets it rain. Words after `--` are its options.
import { spawn } from 'node:child_process';
import { join } from 'node:path';

const flags = ['--conditions=@reg/source', '--experimental-transform-types'];
const quiet = '--disable-warning=ExperimentalWarning';
const sources = join(import.meta.dirname, 'run-from-sources.mjs');
const soak = join(import.meta.dirname, 'soak.ts');
const child = spawn(
  process.execPath,
  [...flags, quiet, '--import', sources, soak, ...process.argv.slice(2)],
  { stdio: 'inherit' },
);
child.once('exit', (code) => {
  process.exitCode = code ?? 1;
});
