import type { RegistrySnapshot, Requirement } from '@reg/core';
import { bestScored } from './best-scored.js';
import type { CallTarget } from './call-target.js';
import { forgivenWhenNamed, neededBy } from './lacking.js';
import { costPool } from './cost-pool.js';
import { categoryPolicyOf } from './rank-context.js';
import { allowed, sift, type Pool } from './sift.js';
import { columnsOf, type SnapshotColumns } from './snapshot-columns.js';
import { tiersOf } from './tiers.js';

/**
 * Who is placed first by the default filters and orderings, found in a few passes over columns without ranking the
 * others; `undefined` when the filters leave nobody.
 */
export function firstChoice(requirement: Requirement, snapshot: RegistrySnapshot): CallTarget | undefined {
  const { explicitTargets, allowFallback } = requirement;
  const needs = neededBy(requirement);
  if (explicitTargets !== undefined) {
    const columns = columnsOf(snapshot, needs & ~forgivenWhenNamed);
    const named = firstNamed(columns, requirement, explicitTargets);
    // Whoever was named and cannot answer could not answer unnamed either.
    if (named !== undefined || !allowFallback) return named;
  }
  const columns = columnsOf(snapshot, needs);
  const pool = sift(columns, requirement);
  const index = pool.count < 2 ? undefined : firstOf(columns, requirement, pool);
  return pool.count === 0 ? undefined : columns.targets[index ?? pool.indices[0] ?? 0];
}

/** Sizes are no objection to a model that was named; time, lists and money are. */
function firstNamed(
  columns: SnapshotColumns,
  requirement: Requirement,
  names: readonly string[],
): CallTarget | undefined {
  const { indexes, usableFromMs, targets, eligible } = columns;
  for (const target of names) {
    const index = indexes.get(target);
    if (index === undefined || requirement.nowMs < (usableFromMs[index] ?? 0)) continue;
    eligible[0] = index;
    if (allowed(columns, requirement, { indices: eligible, count: 1 }).count === 1) return targets[index];
  }
  return undefined;
}

/** Ordering by ordering: whoever is behind in one is not asked about the next. */
function firstOf(columns: SnapshotColumns, requirement: Requirement, pool: Pool): number | undefined {
  const { policy, costs, alwaysReasons } = columns;
  const category = categoryPolicyOf(requirement, policy);
  const { capability, price, speed } = category.weights;
  const isScored = capability + price + speed > 0;
  const isCosted = policy.costAware || (isScored && price !== 0);
  const costExtent = isCosted ? costPool(columns, requirement, pool) : undefined;
  let leaders = pool;
  if (requirement.needs.noReasoning) leaders = least(leaders, alwaysReasons, columns);
  const tiers = tiersOf(columns, category);
  if (tiers !== undefined) leaders = least(leaders, tiers, columns);
  if (policy.costAware) leaders = least(leaders, costs, columns);
  return leaders.count > 1 && isScored
    ? bestScored(columns, { pool, leaders, costExtent, weights: category.weights })
    : leaders.indices[0];
}

/** Those of the least key, in their old order. */
function least({ indices, count: before }: Pool, keys: Float64Array, { leaders }: SnapshotColumns): Pool {
  let lowest = Infinity;
  let count = 0;
  for (let at = 0; at < before; at += 1) {
    const index = indices[at] ?? 0;
    const key = keys[index] ?? 0;
    if (key > lowest) continue;
    if (key < lowest) count = 0;
    lowest = key;
    leaders[count] = index;
    count += 1;
  }
  return { indices: leaders, count };
}
