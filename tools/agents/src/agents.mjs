#!/usr/bin/env node
// npm run e2e:agents: builds what changed of the daemon, then lets the agents work. Words after `--` are its options.
import { spawn } from 'node:child_process';
import { join } from 'node:path';

const flags = ['--conditions=@reg/source', '--experimental-transform-types'];
const quiet = '--disable-warning=ExperimentalWarning';
const sources = join(import.meta.dirname, '../../soak/src/run-from-sources.mjs');
const agents = join(import.meta.dirname, 'agents.ts');
const child = spawn(
  process.execPath,
  [...flags, quiet, '--import', sources, agents, ...process.argv.slice(2)],
  { stdio: 'inherit' },
);
// The agents are ended and the table is printed before this ends too; a terminal's Ctrl-C reaches both anyway.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => child.kill('SIGTERM'));
child.once('exit', (code) => {
  process.exitCode = code ?? 1;
});
