import { join } from 'node:path';

/** Where the daemon on `port` keeps its snapshot. One file a port: two daemons must not overwrite each other. */
export function snapshotPath(stateDir: string, port: number): string {
  return join(stateDir, `daemon-${port}.json`);
}
