import type { Clock } from '@reg/core';
import type { Logger } from 'pino';
import type { ClientKey } from './client-key.js';
import { keyFilePath, keyFileVersion, readKeyFile } from './key-file.js';

/** The keys as the file has them, also when somebody changes it. */
export interface KeyStore {
  /** Whether there are, or were since the start, any keys, usable or not. */
  readonly inUse: boolean;
  find(id: string): ClientKey | undefined;
  /** Looks from now on, once a second, whether the file was changed. */
  start(): void;
  close(): void;
}

export interface KeyStoreOptions {
  readonly stateDir: string;
  readonly clock: Clock;
  readonly logger: Logger;
}

const lookEveryMs = 1000;
/** Keys that are not known make the daemon look too, so that a new one works at once; made-up ones cost little. */
const lookForUnknownEveryMs = 100;

/** @throws ConfigurationError when the file cannot be understood: nobody is let in by a guess. */
export function createKeyStore({ stateDir, clock, logger }: KeyStoreOptions): KeyStore {
  const path = keyFilePath(stateDir);
  let version = keyFileVersion(path);
  let keys = byId(readKeyFile(path));
  let wasInUse = keys.size > 0;
  let lookedAtMs = -Infinity;
  let cancel = (): void => undefined;

  const look = (): void => {
    lookedAtMs = clock.nowMs();
    try {
      const present = keyFileVersion(path);
      if (present === version) return;
      version = present;
      keys = byId(readKeyFile(path));
      wasInUse ||= keys.size > 0;
      logger.info({ keys: keys.size }, 'client keys read');
    } catch (error) {
      // What was revoked stays revoked, what was limited stays limited.
      logger.error({ path, error: String(error) }, 'client keys not read; those from before stay in force');
    }
  };
  const lookAgain = (): void => {
    cancel = clock.schedule(lookEveryMs, () => {
      look();
      lookAgain();
    });
  };

  return {
    // A gateway that asked for keys does not open by itself because a file is gone.
    get inUse() {
      return wasInUse;
    },
    find(id) {
      const known = keys.get(id);
      if (known !== undefined) return known;
      if (Math.abs(clock.nowMs() - lookedAtMs) >= lookForUnknownEveryMs) look();
      return keys.get(id);
    },
    start: lookAgain,
    close() {
      cancel();
    },
  };
}

function byId(keys: readonly ClientKey[]): ReadonlyMap<string, ClientKey> {
  return new Map(keys.map((key) => [key.id, key]));
}
