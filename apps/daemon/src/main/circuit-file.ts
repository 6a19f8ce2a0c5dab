import { join } from 'node:path';
import type { CallObserver, Clock } from '@reg/core';
import type { Registry } from '@reg/registry';
import { replaceFile } from '@reg/selection';
import type { Logger } from 'pino';
import { readStateFile } from './read-state-file.js';

/** The file by which circuits survive a restart. */
export interface CircuitFile {
  /** Told of what changes circuits. */
  readonly observer: CallObserver;
  /** Takes up what the daemon before left, and writes from now on. */
  start(registry: Pick<Registry, 'saveCircuits' | 'restoreCircuits'>): Promise<void>;
  /** Writes for the last time. */
  close(): Promise<void>;
}

export interface CircuitFileOptions {
  readonly stateDir: string;
  /** The configured port: two daemons in one folder must not take each other's circuits. */
  readonly port: number;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Another process writes the file; this one only reads it at its start. @default true */
  readonly writes?: boolean;
}

/** However often circuits change, the disk is written to once in this time. */
const writeAtMostEveryMs = 1000;
/** A file of every circuit there could be is far smaller. */
const maxFileBytes = 8 * 1024 * 1024;

export function createCircuitFile({
  stateDir,
  port,
  clock,
  logger,
  writes = true,
}: CircuitFileOptions): CircuitFile {
  const path = join(stateDir, `circuits-${port}.json`);
  let registry: Pick<Registry, 'saveCircuits'> | undefined;
  let cancel: (() => void) | undefined;
  let writing: Promise<void> = Promise.resolve();
  let failedBefore = false;

  const write = async (): Promise<void> => {
    if (registry === undefined) return;
    try {
      await replaceFile(path, `${JSON.stringify(registry.saveCircuits())}\n`);
      failedBefore = false;
    } catch (error) {
      // A full disk must not stop a gateway, nor fill the log.
      if (!failedBefore) logger.warn({ path, error: String(error) }, 'circuits not saved');
      failedBefore = true;
    }
  };
  const writeSoon = (): void => {
    if (registry === undefined) return;
    cancel ??= clock.schedule(writeAtMostEveryMs, () => {
      cancel = undefined;
      writing = writing.then(write);
    });
  };

  return {
    observer: {
      circuitChanged: writeSoon,
      attemptEnded({ outcome }) {
        // A Retry-After changes no state, but must not be forgotten either.
        if (outcome !== 'success' && outcome !== 'aborted') writeSoon();
      },
    },
    async start(opened) {
      try {
        const saved = await readStateFile(path, maxFileBytes);
        if (saved !== undefined) opened.restoreCircuits(JSON.parse(saved));
      } catch (error) {
        logger.warn({ path, error: String(error) }, 'saved circuits not read; they start closed');
      }
      if (writes) registry = opened;
    },
    async close() {
      cancel?.();
      await writing;
      await write();
      registry = undefined;
    },
  };
}
