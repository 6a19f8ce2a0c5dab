import { NoEligibleModelError, type ChatRequest, type Decision, type RouteReport } from '@reg/core';
import type { CallOptions } from '@reg/selection';
import { rowForRejections } from '../http/no-eligible-model.js';
import type { RoutedRegistry } from '../http/routed-registry.js';
import { amountToHold } from './amount-to-hold.js';
import type { BudgetLeft } from './budget-ledger.js';
import type { ClientKey } from './client-key.js';
import { costOfCall, tokensOfCall, type KeyAccount } from './key-account.js';
import { overBudget, overRate } from './key-problems.js';
import { narrowRoute } from './narrow-route.js';

/** A call that its key allows. */
export interface AdmittedCall {
  /** The caller's options with everything that the key forbids. */
  readonly options: CallOptions;
  /** Accounts for the call. To be called once, whatever its end; without a report nobody was asked. */
  settle(report: RouteReport | undefined, nowMs: number): void;
  /** What the client is told of a failure: a refusal for want of money is one of its budget. */
  told(error: unknown): unknown;
}

/** What a call is judged by. */
export interface KeyInUse {
  readonly key: ClientKey;
  readonly account: KeyAccount;
  readonly registry: Pick<RoutedRegistry, 'snapshot' | 'resolveModel' | 'explain'>;
}

/**
 * Lets a call through its key's limits, the cheapest refusal first, and sets aside what it may cost: so much of the
 * budget is its cost cap, which the registry keeps over all attempts.
 *
 * @throws HttpProblem 403, 413 or 429; and what `explain` throws.
 */
export function admitCall(
  { key, account, registry }: KeyInUse,
  request: ChatRequest,
  { options: asked, nowMs }: { readonly options: CallOptions; readonly nowMs: number },
): AdmittedCall {
  const { name, limits } = key;
  const { ledger, rates } = account;
  const narrowed = narrowRoute(key, request, { options: asked, registry });
  const budget = ledger.left(limits, nowMs);
  const isMetered = budget !== undefined || limits.tokensPerMinute !== undefined;
  const options = isMetered ? withoutOwnEstimate(narrowed) : narrowed;
  const decision = isMetered ? registry.explain(request, options) : undefined;
  const inputTokens = decision?.requirement.estimatedInputTokens ?? 0;
  if (budget !== undefined && budget.leftUsd <= 0) throw overBudget(name, budget, nowMs);
  const refusal = rates.refusal(limits, inputTokens, nowMs);
  if (refusal !== undefined) throw overRate(name, refusal);
  const capUsd =
    budget === undefined || decision === undefined || decision.ranked.length === 0
      ? undefined
      : amountToHold(decision, registry.snapshot().policy, budget.leftUsd);
  const capped = cappedAt(capUsd, options);
  const settleMoney = ledger.hold(capUsd === undefined ? 0 : (capped.maxCostUsd ?? 0));
  const settleTokens = rates.take(inputTokens, nowMs);
  return {
    options: capped,
    settle(report, endedAtMs) {
      settleMoney(costOfCall(report), endedAtMs);
      settleTokens(tokensOfCall(report), endedAtMs);
    },
    told: (error) => (isForMoney(error, budget, options) ? overBudget(name, budget, nowMs) : error),
  };
}

/** Limits are not measured by what the client says of its request. */
function withoutOwnEstimate(options: CallOptions): CallOptions {
  if (options.hints?.estimatedTokens === undefined) return options;
  const { estimatedTokens: _own, ...hints } = options.hints;
  return { ...options, hints };
}

function cappedAt(capUsd: number | undefined, options: CallOptions): CallOptions {
  if (capUsd === undefined) return options;
  return { ...options, maxCostUsd: Math.min(capUsd, options.maxCostUsd ?? Infinity) };
}

/** Whether nobody could answer because the budget had less left than the caller itself allowed. */
function isForMoney(
  error: unknown,
  budget: BudgetLeft | undefined,
  { maxCostUsd = Infinity }: CallOptions,
): budget is BudgetLeft {
  if (budget === undefined || budget.leftUsd >= maxCostUsd) return false;
  return NoEligibleModelError.isInstance(error) && isTooDear(error.decision);
}

/** Whether a price stands in the way; a model whose price nobody knows would not come with more money. */
function isTooDear(decision: Decision): boolean {
  return (
    rowForRejections(decision).code === 'over_cost_cap' &&
    decision.rejected.some(({ reasons }) => reasons.some(({ code }) => code === 'over_cost_cap'))
  );
}
