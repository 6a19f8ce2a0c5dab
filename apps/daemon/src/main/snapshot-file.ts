import { rm } from 'node:fs/promises';
import type { Clock } from '@reg/core';
import { writeSnapshotFile, type ProviderDiagnosis } from '@reg/selection';
import type { Logger } from 'pino';
import { version } from '../version.js';
import { snapshotPath } from './snapshot-path.js';

/** The file by which other processes know how the daemon is when they cannot ask it. */
export interface SnapshotFile {
  /** Writes it now and then again and again. */
  start(url: string): Promise<void>;
  /** Stops writing and takes the file away. */
  remove(): Promise<void>;
}

export interface SnapshotFileOptions {
  readonly stateDir: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Of the daemon. */
  readonly pid: number;
  diagnoseAll(): Promise<readonly ProviderDiagnosis[]>;
}

const writeEveryMs = 5000;

export function createSnapshotFile(options: SnapshotFileOptions): SnapshotFile {
  const { clock, logger } = options;
  let path: string | undefined;
  let cancel = (): void => undefined;
  let writing: Promise<void> = Promise.resolve();
  let failedBefore = false;

  async function write(target: string, url: string): Promise<void> {
    try {
      const diagnostics = await options.diagnoseAll();
      await writeSnapshotFile(target, {
        pid: options.pid,
        writtenAtMs: clock.nowMs(),
        version,
        url,
        diagnostics,
      });
      failedBefore = false;
    } catch (error) {
      // A full disk must not stop a gateway, nor fill the log with the same line every five seconds.
      if (!failedBefore) logger.warn({ path: target, error: String(error) }, 'snapshot file not written');
      failedBefore = true;
    }
  }

  function writeAgain(target: string, url: string): void {
    cancel = clock.schedule(writeEveryMs, () => {
      writing = write(target, url).then(() => {
        if (path === target) writeAgain(target, url);
      });
    });
  }

  return {
    async start(url) {
      const target = snapshotPath(options.stateDir, Number(new URL(url).port));
      path = target;
      await write(target, url);
      if (path === target) writeAgain(target, url);
    },
    async remove() {
      const target = path;
      path = undefined;
      cancel();
      await writing;
      if (target !== undefined) await rm(target, { force: true });
    },
  };
}
