import { mkdir, open, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { RegError } from '@reg/config';
import type { Clock } from '@reg/core';
import { replaceFile } from '@reg/selection';
import type { ClientKey } from './client-key.js';
import { keyFileText, readKeyFile } from './key-file.js';

/** Somebody else is changing the keys and does not finish. */
export class KeyFileBusyError extends RegError {
  static override readonly errorName: string = 'KeyFileBusyError';

  constructor(lock: string) {
    super('key_file_busy', `Somebody else changes the keys. If nobody does, delete ${lock}.`);
  }
}

const retryEveryMs = 50;
const giveUpAfterMs = 3000;
/** Nobody needs so long: whoever made the lock is gone. */
const staleAfterMs = 10_000;

/**
 * Replaces the keys by what `change` makes of them; the same array leaves the file alone. Two of these at once wait for each other: a revocation must not
 * be overwritten by whoever read the file before it.
 *
 * @throws ConfigurationError when the file cannot be understood; KeyFileBusyError.
 */
export async function editKeyFile(
  path: string,
  clock: Clock,
  change: (keys: readonly ClientKey[]) => readonly ClientKey[],
): Promise<void> {
  const lock = `${path}.lock`;
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await takeLock(lock, clock);
  try {
    const keys = readKeyFile(path);
    const changed = change(keys);
    if (changed !== keys) await replaceFile(path, keyFileText(changed));
  } finally {
    await rm(lock, { force: true });
  }
}

async function takeLock(lock: string, clock: Clock): Promise<void> {
  const untilMs = clock.nowMs() + giveUpAfterMs;
  for (;;) {
    if (await tookLock(lock)) return;
    await dropStaleLock(lock, clock);
    if (clock.nowMs() >= untilMs) throw new KeyFileBusyError(lock);
    await new Promise<void>((resolve) => clock.schedule(retryEveryMs, resolve));
  }
}

async function tookLock(lock: string): Promise<boolean> {
  try {
    await (await open(lock, 'wx', 0o600)).close();
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

async function dropStaleLock(lock: string, clock: Clock): Promise<void> {
  const made = await stat(lock).catch(() => undefined);
  if (made !== undefined && clock.nowMs() - made.mtimeMs > staleAfterMs) await rm(lock, { force: true });
}
