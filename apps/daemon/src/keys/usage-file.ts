import { join } from 'node:path';
import type { Clock } from '@reg/core';
import { replaceFile } from '@reg/selection';
import type { Logger } from 'pino';
import { isRecord } from '../http/field-check.js';
import { readStateFile } from '../main/read-state-file.js';
import type { SpentMoney } from './budget-ledger.js';

/** What each key has spent, by its id. */
export type SpentByKey = Readonly<Record<string, SpentMoney>>;

/** The file by which budgets survive a restart. */
export interface UsageFile {
  /** Something was spent: writes soon. */
  changed(): void;
  /** Writes for the last time. */
  close(): Promise<void>;
}

/** However often keys are used, the disk is written to once in this time: what a crash may lose. */
const writeAtMostEveryMs = 1000;
const maxFileBytes = 16 * 1024 * 1024;

/** Two daemons in one folder count for themselves. */
export function usageFilePath(stateDir: string, port: number): string {
  return join(stateDir, `key-usage-${port}.json`);
}

/** Rejects when there is a file that is none of ours. None is nothing spent. */
export async function readUsageFile(path: string): Promise<SpentByKey> {
  const text = await readStateFile(path, maxFileBytes);
  if (text === undefined) return {};
  const content: unknown = JSON.parse(text);
  const keys = isRecord(content) && content['version'] === 1 ? content['keys'] : undefined;
  if (!isRecord(keys) || !Object.values(keys).every(isSpentMoney)) throw new Error('it has an unknown form');
  return keys as SpentByKey;
}

export function createUsageFile(options: {
  readonly path: string;
  readonly clock: Clock;
  readonly logger: Logger;
  spent(): SpentByKey;
}): UsageFile {
  const { path, clock, logger, spent } = options;
  let cancel: (() => void) | undefined;
  let writing: Promise<void> = Promise.resolve();
  let failedBefore = false;
  const write = async (): Promise<void> => {
    try {
      await replaceFile(path, `${JSON.stringify({ version: 1, keys: spent() })}\n`);
      failedBefore = false;
    } catch (error) {
      // A full disk must not stop a gateway, nor fill the log.
      if (!failedBefore) logger.warn({ path, error: String(error) }, 'spending of the client keys not saved');
      failedBefore = true;
    }
  };
  const writeNow = (): void => {
    cancel = undefined;
    writing = writing.then(write);
  };
  return {
    changed() {
      cancel ??= clock.schedule(writeAtMostEveryMs, writeNow);
    },
    async close() {
      if (cancel !== undefined) {
        cancel();
        writeNow();
      }
      await writing;
    },
  };
}

/** Whether a value has the form of what a key spent. */
export function isSpentMoney(value: unknown): value is SpentMoney {
  return (
    isRecord(value) &&
    [value['day'], value['month']].every((text) => typeof text === 'string') &&
    [value['dayUsd'], value['monthUsd'], value['unpricedCalls']].every(
      (sum) => typeof sum === 'number' && sum >= 0,
    )
  );
}
