#!/usr/bin/env node
// npm start: builds what changed, then is the daemon. Words after `npm start --` go to `reg serve`.
import { buildDaemon } from './build-daemon.mjs';

// In this same process, so that a signal to `npm start` reaches the daemon and nobody between them.
const cli = buildDaemon();
process.argv = [process.execPath, cli, 'serve', ...process.argv.slice(2)];
await import(cli);
