import type { Clock } from '@reg/core';
import { isRecord } from '../http/field-check.js';
import type { WorkerChannel } from '../workers/worker-channel.js';
import type { KeyNews, OwnAccount } from '../workers/worker-message.js';
import type { KeyAccount } from './key-account.js';
import { isSpentMoney } from './usage-file.js';

/** Keeps the accounts of keys the same in all workers of a daemon. */
export interface KeyExchange {
  /** Something happened to the account of a key here. */
  changed(id: string): void;
  close(): void;
}

export interface KeyExchangeOptions {
  readonly channel: Pick<WorkerChannel, 'publish' | 'onShared' | 'onJoined'>;
  readonly clock: Clock;
  readonly worker: number;
  accountOf(id: string): KeyAccount;
  /** Whether there is such a key: nobody can make this worker keep accounts of others. */
  isKnown(id: string): boolean;
  /** Money was spent elsewhere. */
  onSpent(): void;
}

/** Changes are gathered for so long before they are told: what one worker may not know yet of another. */
const gatherMs = 20;
const mostInOneMessage = 500;

/** What is known of one worker. */
interface Other {
  readonly startedAtMs: number;
  /** Whether an account of which it told nothing is one that it did not change. */
  heardAll: boolean;
  readonly told: Map<string, OwnAccount>;
}

export function createKeyExchange(options: KeyExchangeOptions): KeyExchange {
  const { channel, clock, worker, accountOf } = options;
  const startedAtMs = clock.nowMs();
  const waiting = new Set<string>();
  /** Every key that was used here. */
  const used = new Set<string>();
  const others = new Map<number, Other>();
  let cancel: (() => void) | undefined;

  const tell = (keys: readonly OwnAccount[], complete = false): void => {
    channel.publish('keys', { worker, startedAtMs, complete, keys });
  };
  const ownAccount = (id: string): OwnAccount => {
    const { ledger, rates } = accountOf(id);
    return { id, ...rates.own, ...ledger.own };
  };
  const withSpent = (id: string): OwnAccount => ({
    ...ownAccount(id),
    spent: accountOf(id).ledger.spent(clock.nowMs()),
  });
  const publish = (): void => {
    cancel = undefined;
    const ids = [...waiting].slice(0, mostInOneMessage);
    for (const id of ids) waiting.delete(id);
    if (ids.length > 0) tell(ids.map(ownAccount));
    if (waiting.size > 0) publishSoon();
  };
  const publishSoon = (): void => {
    cancel ??= clock.schedule(gatherMs, publish);
  };
  const heldElsewhere = (id: string): number =>
    [...others.values()].reduce((sum, { told }) => sum + (told.get(id)?.heldUsd ?? 0), 0);

  const follow = (news: KeyNews): void => {
    const before = others.get(news.worker);
    const isAnew = before?.startedAtMs !== news.startedAtMs;
    const other = isAnew
      ? { startedAtMs: news.startedAtMs, heardAll: false, told: new Map<string, OwnAccount>() }
      : before;
    others.set(news.worker, other);
    // What an earlier process of that number held is free.
    if (isAnew)
      for (const id of before?.told.keys() ?? []) accountOf(id).ledger.holdElsewhere(heldElsewhere(id));
    const nowMs = clock.nowMs();
    for (const account of news.keys) {
      if (!options.isKnown(account.id)) continue;
      const { ledger, rates } = accountOf(account.id);
      // Of one that was there before, growth counts from now on; what was before comes as `spent`.
      const known = other.told.get(account.id) ?? (other.heardAll ? nothing : account);
      other.told.set(account.id, account);
      rates.countElsewhere(grown(account, known), nowMs);
      const cost = grown(account, known);
      ledger.countElsewhere(cost, nowMs);
      if (account.spent !== undefined) ledger.adopt(account.spent, nowMs);
      ledger.holdElsewhere(heldElsewhere(account.id));
      if (cost.costUsd > 0 || cost.unpricedCalls > 0) options.onSpent();
    }
    other.heardAll ||= news.complete;
  };
  channel.onShared('keys', (body) => {
    if (isKeyNews(body)) follow(body);
  });
  channel.onJoined(() => {
    const ids = [...used];
    for (let from = 0; from < ids.length; from += mostInOneMessage)
      tell(ids.slice(from, from + mostInOneMessage).map(withSpent));
    tell([], true);
  });
  // Nothing was changed yet, and what the one before it held is free.
  tell([], true);
  return {
    changed(id) {
      used.add(id);
      waiting.add(id);
      publishSoon();
    },
    close() {
      cancel?.();
    },
  };
}

const nothing = { requests: 0, tokens: 0, costUsd: 0, unpricedCalls: 0 };

/** By how much sums grew; never less than nothing. */
function grown(now: typeof nothing, before: typeof nothing): typeof nothing {
  return {
    requests: Math.max(0, now.requests - before.requests),
    tokens: Math.max(0, now.tokens - before.tokens),
    costUsd: Math.max(0, now.costUsd - before.costUsd),
    unpricedCalls: Math.max(0, now.unpricedCalls - before.unpricedCalls),
  };
}

function isKeyNews(body: unknown): body is KeyNews {
  if (!isRecord(body) || !Array.isArray(body['keys']) || body['keys'].length > mostInOneMessage) return false;
  if (typeof body['worker'] !== 'number' || typeof body['startedAtMs'] !== 'number') return false;
  return typeof body['complete'] === 'boolean' && body['keys'].every(isOwnAccount);
}

function isOwnAccount(value: unknown): value is OwnAccount {
  if (!isRecord(value) || typeof value['id'] !== 'string') return false;
  const sums = [
    value['requests'],
    value['tokens'],
    value['costUsd'],
    value['unpricedCalls'],
    value['heldUsd'],
  ];
  if (!sums.every((sum) => typeof sum === 'number' && Number.isFinite(sum) && sum >= 0)) return false;
  return value['spent'] === undefined || isSpentMoney(value['spent']);
}
