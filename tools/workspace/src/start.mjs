#!/usr/bin/env node
// npm start: builds what changed, then is the daemon. Words after `npm start --` go to `reg serve`.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../../..');
console.log('Building reg (half a minute the first time, then only what changed) ...');
const build = spawnSync('nx', ['run', '@reg/daemon:build'], {
  cwd: root,
  encoding: 'utf8',
  env: { ...process.env, NX_DAEMON: 'false' },
});
if (build.status !== 0) {
  console.error(`${build.stdout ?? ''}${build.stderr ?? ''}${build.error?.message ?? ''}`);
  process.exit(1);
}

// In this same process, so that a signal to `npm start` reaches the daemon and nobody between them.
const cli = join(root, 'apps/daemon/dist/cli.js');
process.argv = [process.execPath, cli, 'serve', ...process.argv.slice(2)];
await import(cli);
