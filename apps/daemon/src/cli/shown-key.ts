import type { SpentMoney } from '../keys/budget-ledger.js';
import { keyStatus, type ClientKey, type KeyStatus } from '../keys/client-key.js';
import { formatUsd } from './format-money.js';

/** A key as commands show it: everything but the digest. */
export interface ShownKey extends Omit<ClientKey, 'hash'> {
  readonly status: KeyStatus;
  readonly spent?: SpentMoney;
}

export function shownKey({ hash: _hash, ...key }: ClientKey, nowMs: number, spent?: SpentMoney): ShownKey {
  const status = keyStatus({ hash: _hash, ...key }, nowMs);
  return { ...key, status, ...(spent === undefined ? {} : { spent }) };
}

/** The limits of a key in a line. */
export function describeLimits({ admin, limits }: Pick<ClientKey, 'admin' | 'limits'>): string {
  const { allowedModels, freeOnly, budgetUsdPerDay, budgetUsdPerMonth } = limits;
  const { requestsPerMinute, tokensPerMinute } = limits;
  const parts = [
    ...(admin ? ['admin'] : []),
    ...(allowedModels === undefined ? [] : [allowedModels.join(' ')]),
    ...(freeOnly === true ? ['free models only'] : []),
    ...(budgetUsdPerDay === undefined ? [] : [`${formatUsd(budgetUsdPerDay)} a day`]),
    ...(budgetUsdPerMonth === undefined ? [] : [`${formatUsd(budgetUsdPerMonth)} a month`]),
    ...(requestsPerMinute === undefined ? [] : [`${requestsPerMinute} requests a minute`]),
    ...(tokensPerMinute === undefined ? [] : [`${tokensPerMinute} tokens a minute`]),
  ];
  return parts.length === 0 ? 'no limits' : parts.join(', ');
}
