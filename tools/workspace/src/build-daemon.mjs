import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../../..');

/**
 * Builds what changed of the daemon, and ends the process where that fails.
 * @returns {string} the file of its command line
 */
export function buildDaemon() {
  console.error('Building reg (half a minute the first time, then only what changed) ...');
  const build = spawnSync('nx', ['run', '@reg/daemon:build'], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, NX_DAEMON: 'false' },
  });
  if (build.status !== 0) {
    console.error(`${build.stdout ?? ''}${build.stderr ?? ''}${build.error?.message ?? ''}`);
    process.exit(1);
  }
  return join(root, 'apps/daemon/dist/cli.js');
}
