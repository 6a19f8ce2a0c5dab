import type {
  AttemptRecord,
  FailureKind,
  ModelDescriptor,
  RankedCandidate,
  Requirement,
  RoutingPolicy,
} from '@reg/core';
import { costAllowance, type CostAllowance } from '../pricing/cost-allowance.js';
import { costOfUsage } from '../pricing/cost-of-usage.js';
import { priceOf } from '../pricing/price-of.js';

/** The money of one call. */
export interface Spending {
  /** What is left of the cap for one more attempt; absent when there is no cap. */
  allowanceFor(candidate: Pick<RankedCandidate, 'target' | 'descriptor'>): CostAllowance | undefined;
  /** Takes from the cap what a failed attempt cost, or may have cost. */
  settle(record: AttemptRecord, descriptor: ModelDescriptor): void;
}

/**
 * Failures after which the vendor has made no answer, so nothing is billed: it was never asked, or it said no.
 * After all others (a timeout, a cut connection, a 5xx) the answer may have been made and billed without
 * arriving.
 */
const unbilled: ReadonlySet<FailureKind> = new Set<FailureKind>([
  'invalid_request',
  'request_too_large',
  'context_window_exceeded',
  'authentication',
  'permission_denied',
  'quota_exhausted',
  'rate_limited',
  'model_not_found',
  'overloaded',
  'connect_timeout',
  'concurrency_limited',
  'retry_budget_exhausted',
  'circuit_open',
]);

const nothingLeft: CostAllowance = { affordable: false, neededUsd: Infinity };
const notCounted: CostAllowance = { affordable: true, worstCaseUsd: 0 };

/** Most calls have no cap. */
const unlimited: Spending = { allowanceFor: () => undefined, settle: () => undefined };

/**
 * Keeps the cost cap over all attempts of a call. A failed attempt costs what it is known to have used, nothing
 * when the vendor refused it, and otherwise its worst case, because nobody knows. Models of unknown price are let
 * through only where the operator allows them, and then cannot be counted.
 */
export function createSpending(requirement: Requirement, policy: RoutingPolicy): Spending {
  const { maxCostUsd } = requirement;
  const { maxCostPerRequestUsd } = policy;
  if (maxCostUsd === undefined && maxCostPerRequestUsd === undefined) return unlimited;
  let leftUsd = Math.min(maxCostUsd ?? Infinity, maxCostPerRequestUsd ?? Infinity);
  const allowanceFor: Spending['allowanceFor'] = ({ target, descriptor: model }) => {
    const price = priceOf({ target, model }, policy);
    if (price === undefined) return policy.allowUnknownPrice ? notCounted : nothingLeft;
    const { assumedOutputTokens } = policy;
    return costAllowance({ model, price, requirement, assumedOutputTokens, budgetUsd: leftUsd });
  };
  return {
    allowanceFor,
    settle(record, descriptor) {
      const price = priceOf({ target: record.target, model: descriptor }, policy);
      if (price === undefined) return;
      if (record.usage !== undefined) leftUsd -= costOfUsage(record.usage, price);
      else if (record.outcome === 'success' || !isUnbilled(record)) {
        const allowance = allowanceFor({ target: record.target, descriptor });
        leftUsd -= allowance?.affordable === true ? allowance.worstCaseUsd : leftUsd;
      }
    },
  };
}

/** A content filter that answered with an error status made no answer; one that cut an answer short did. */
function isUnbilled({ outcome, status }: AttemptRecord): boolean {
  if (outcome === 'content_filter') return status !== undefined && status >= 400;
  return outcome !== 'success' && unbilled.has(outcome);
}
