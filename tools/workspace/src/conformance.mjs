#!/usr/bin/env node
// npm run conformance: builds what changed, then is `reg conformance`. Words after `--` go to it.
import { buildDaemon } from './build-daemon.mjs';

const cli = buildDaemon();
process.argv = [process.execPath, cli, 'conformance', ...process.argv.slice(2)];
await import(cli);
