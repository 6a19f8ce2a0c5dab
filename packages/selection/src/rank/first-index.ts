import type { Requirement } from '@reg/core';
import { bestScored } from './best-scored.js';
import { demandOf, demandWhenNamed, type Demand } from './demand.js';
import { isEligible, siftColumns } from './is-eligible.js';
import { categoryPolicyOf } from './rank-context.js';
import type { SnapshotColumns } from './snapshot-columns.js';
import { tiersOf } from './tiers.js';

/**
 * Index of the candidate that the default filters and orderings place first, found in a few passes over the columns
 * without ranking the others; `undefined` when the filters leave nobody.
 */
export function firstIndex(columns: SnapshotColumns, requirement: Requirement): number | undefined {
  const { explicitTargets, allowFallback } = requirement;
  const demand = demandOf(requirement, columns);
  if (explicitTargets !== undefined) {
    const named = firstNamed(columns, demandWhenNamed(demand), explicitTargets);
    // Whoever was named and cannot answer could not answer unnamed either.
    if (named !== undefined || !allowFallback) return named;
  }
  const count = siftColumns(columns, demand);
  return count < 2 ? columns.eligible.subarray(0, count)[0] : firstOfSeveral(columns, requirement, count);
}

function firstNamed(columns: SnapshotColumns, demand: Demand, names: readonly string[]): number | undefined {
  for (const target of names) {
    const index = columns.indexes.get(target);
    if (index !== undefined && isEligible(columns, demand, index)) return index;
  }
  return undefined;
}

/** Ordering by ordering: whoever is behind in one is not asked about the next. */
function firstOfSeveral(
  columns: SnapshotColumns,
  requirement: Requirement,
  count: number,
): number | undefined {
  const { policy, eligible, leaders, costs, alwaysReasons } = columns;
  const category = categoryPolicyOf(requirement, policy);
  const { capability, price, speed } = category.weights;
  const isScored = capability + price + speed > 0;
  if (policy.costAware || (isScored && price !== 0)) costEligible(columns, requirement, count);
  let pool = eligible;
  let left = count;
  const narrow = (keys: Float64Array): void => {
    left = narrowed({ pool, count: left, into: leaders }, keys);
    pool = leaders;
  };
  if (requirement.needs.noReasoning) narrow(alwaysReasons);
  const tiers = tiersOf(columns, category);
  if (tiers !== undefined) narrow(tiers);
  if (policy.costAware) narrow(costs);
  return left > 1 && isScored
    ? bestScored(columns, { count, leaders: pool, left, weights: category.weights })
    : pool[0];
}

/** Those of the least key, in their old order. */
function narrowed(
  from: { readonly pool: Int32Array; readonly count: number; readonly into: Int32Array },
  keys: Float64Array,
): number {
  const { pool, count, into } = from;
  let least = Infinity;
  let kept = 0;
  for (let at = 0; at < count; at += 1) {
    const index = pool[at] ?? 0;
    const key = keys[index] ?? 0;
    if (key > least) continue;
    if (key < least) kept = 0;
    least = key;
    into[kept] = index;
    kept += 1;
  }
  return kept;
}

/** The expected cost of each eligible one, as `expectedCostAt` has it; infinite when its price is unknown. */
function costEligible(columns: SnapshotColumns, requirement: Requirement, count: number): void {
  const { eligible, costs, inputUsdPerMTok, outputUsdPerMTok, assumedOutputTokens } = columns;
  const { estimatedInputTokens, maxOutputTokens, choices = 1 } = requirement;
  for (let at = 0; at < count; at += 1) {
    const index = eligible[at] ?? 0;
    const inputUsd = inputUsdPerMTok[index] ?? NaN;
    const output = (maxOutputTokens ?? assumedOutputTokens[index] ?? 0) * choices;
    const usd = (estimatedInputTokens * inputUsd + output * (outputUsdPerMTok[index] ?? NaN)) / 1_000_000;
    costs[index] = Number.isNaN(usd) ? Infinity : usd;
  }
}
