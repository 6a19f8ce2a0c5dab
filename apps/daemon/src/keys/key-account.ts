import type { RouteReport } from '@reg/core';
import { createBudgetLedger, type BudgetLedger, type CallCost, type SpentMoney } from './budget-ledger.js';
import type { KeyLimits } from './client-key.js';
import { createKeyRates, type KeyRates } from './key-rates.js';
import type { LimitsLeft } from './limit-headers.js';

/** What is known of a key while the daemon runs, and outlives changes of its limits. */
export interface KeyAccount {
  readonly ledger: BudgetLedger;
  readonly rates: KeyRates;
}

export function createKeyAccount(saved?: SpentMoney): KeyAccount {
  return { ledger: createBudgetLedger(saved), rates: createKeyRates() };
}

/** What is left to a key beside the calls in progress. */
export function leftTo({ rates, ledger }: KeyAccount, limits: KeyLimits, nowMs: number): LimitsLeft {
  return { ...rates.view(limits, nowMs), budget: ledger.left(limits, nowMs) };
}

/** What a call cost, as far as its report tells; nothing where there is none, because nobody was asked. */
export function costOfCall(report: RouteReport | undefined): CallCost {
  if (report === undefined) return { costUsd: 0, unpriced: false };
  if (report.costUsd !== undefined) return { costUsd: report.costUsd, unpriced: false };
  const costUsd = report.attempts.reduce((sum, attempt) => sum + (attempt.costUsd ?? 0), 0);
  return { costUsd, unpriced: true };
}

/** What a call used, all attempts together. */
export function tokensOfCall(report: RouteReport | undefined): number {
  return report === undefined ? 0 : report.usage.inputTokens + report.usage.outputTokens;
}
