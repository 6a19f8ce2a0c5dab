import type { ServerResponse } from 'node:http';
import type { Clock } from '@reg/core';
import type { Logger } from 'pino';
import { dayOf, rolledTo } from './budget-ledger.js';
import type { Client } from './client.js';
import { keyStatus, type ClientKey } from './client-key.js';
import { createKeyAccount, type KeyAccount } from './key-account.js';
import { expiredKey, revokedKey } from './key-problems.js';
import { createKeyExchange, type KeyExchange, type KeyExchangeOptions } from './key-exchange.js';
import { createKeyStore } from './key-store.js';
import { isSecretOf, readKeyToken } from './key-token.js';
import { limitHeaders, type LimitsLeft } from './limit-headers.js';
import { createLimitedRegistry } from './limited-registry.js';
import {
  createUsageFile,
  readUsageFile,
  usageFilePath,
  type SpentByKey,
  type UsageFile,
} from './usage-file.js';

/** Where a client's request came, and where its answer goes. */
export interface ClientExchange {
  readonly path: string;
  readonly response: Pick<ServerResponse, 'headersSent' | 'setHeader'>;
}

/** The virtual keys of a daemon. */
export interface ClientKeys {
  /** Whether there are any: then every request needs a key. */
  readonly inUse: boolean;
  /**
   * Whose key it is; absent when it is none of these keys.
   *
   * @throws HttpProblem 401 when it is one that is over.
   */
  clientWith(offered: string, exchange: ClientExchange): Client | undefined;
  /**
   * Follows changes of the keys from now on, and, when `lasting`, takes up what was spent before. One of several workers
   * `writes` it down for the next start.
   */
  start(options: { readonly lasting: boolean; readonly writes: boolean }): Promise<void>;
  /** Writes what was spent for the last time. */
  close(): Promise<void>;
}

export interface ClientKeysOptions {
  readonly stateDir: string;
  /** The configured port, by which daemons in one folder are told apart. */
  readonly port: number;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Told what a call of a key did cost. */
  onSpent(name: string, costUsd: number): void;
  /** The other workers of this daemon. @default none */
  readonly others?: Pick<KeyExchangeOptions, 'channel' | 'worker'> | undefined;
}

/** @throws ConfigurationError when the file of the keys cannot be understood. */
export function createClientKeys(options: ClientKeysOptions): ClientKeys {
  const { stateDir, port, clock, logger, onSpent } = options;
  const store = createKeyStore({ stateDir, clock, logger });
  const accounts = new Map<string, KeyAccount>();
  const path = usageFilePath(stateDir, port);
  let saved: SpentByKey = {};
  let file: UsageFile | undefined;
  let exchange: KeyExchange | undefined;

  const accountOf = (id: string): KeyAccount => {
    let account = accounts.get(id);
    if (account === undefined) {
      account = createKeyAccount(saved[id]);
      accounts.set(id, account);
    }
    return account;
  };
  /** Of keys that are gone nothing is kept. */
  const spent = (): SpentByKey => {
    const nowMs = clock.nowMs();
    const before = Object.entries(saved).map(([id, sums]) => [id, rolledTo(dayOf(nowMs), sums)] as const);
    const present = [...accounts].map(([id, { ledger }]) => [id, ledger.spent(nowMs)] as const);
    return Object.fromEntries([...before, ...present].filter(([id]) => store.find(id) !== undefined));
  };
  const client = (key: ClientKey, { path: requestPath, response }: ClientExchange): Client => ({
    name: key.name,
    admin: key.admin,
    limited: (registry) =>
      createLimitedRegistry(registry, {
        key,
        account: accountOf(key.id),
        nowMs: () => clock.nowMs(),
        onJudged(left: LimitsLeft) {
          exchange?.changed(key.id);
          if (response.headersSent) return;
          const headers = limitHeaders(left, requestPath, clock.nowMs());
          for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
        },
        onSettled({ costUsd, unpriced }) {
          exchange?.changed(key.id);
          onSpent(key.name, costUsd);
          if (costUsd > 0 || unpriced) file?.changed();
        },
      }),
  });

  return {
    get inUse() {
      return store.inUse;
    },
    clientWith(offered, exchange) {
      const token = readKeyToken(offered);
      const key = token === undefined ? undefined : store.find(token.id);
      if (token === undefined || key === undefined || !isSecretOf(key.hash, token.secret)) return undefined;
      const status = keyStatus(key, clock.nowMs());
      if (status === 'revoked') throw revokedKey(key.name);
      if (status === 'expired') throw expiredKey(key.name, key.expiresAt ?? '');
      return client(key, exchange);
    },
    async start({ lasting, writes }) {
      store.start();
      if (lasting) await takeUp();
      if (lasting && writes) file = createUsageFile({ path, clock, logger, spent });
      if (options.others !== undefined)
        exchange = createKeyExchange({
          ...options.others,
          clock,
          accountOf,
          isKnown: (id) => store.find(id) !== undefined,
          onSpent: () => file?.changed(),
        });
    },
    async close() {
      store.close();
      exchange?.close();
      await file?.close();
    },
  };

  async function takeUp(): Promise<void> {
    saved = await readUsageFile(path).catch((error: unknown) => {
      logger.warn(
        { path, error: String(error) },
        'spending of the client keys not read; it starts at nothing',
      );
      return {};
    });
  }
}
