import type { CategoryPolicy, Requirement, RoutingPolicy } from '@reg/core';
import { foldName } from '../pricing/model-names.js';

/** What filters and orderings may look at beside the candidate: pure data, made once for each decision. */
export interface RankContext {
  readonly requirement: Requirement;
  readonly policy: RoutingPolicy;
  readonly category: CategoryPolicy;
  /** The lower of the caller's and the operator's cap, in US dollars. */
  readonly capUsd: number | undefined;
  /** Position of each model that was asked for by name, from 0. */
  readonly explicitPositions: ReadonlyMap<string, number>;
  /** Position of each folded name in the category's chain, from 0. */
  readonly chainPositions: ReadonlyMap<string, number>;
}

const priorityAlone: CategoryPolicy = { weights: { capability: 0, price: 0, speed: 0 }, chain: [] };
const chainIndexes = new WeakMap<object, ReadonlyMap<string, number>>();

export function createRankContext(requirement: Requirement, policy: RoutingPolicy): RankContext {
  const category = categoryPolicyOf(requirement, policy);
  return {
    requirement,
    policy,
    category,
    capUsd: capUsdOf(requirement, policy),
    explicitPositions: positionsOf(requirement.explicitTargets ?? []),
    chainPositions: chainPositionsOf(category.chain),
  };
}

/** What the operator says of the category that a request belongs to; of one that is not known, nothing. */
export function categoryPolicyOf({ category }: Requirement, { categories }: RoutingPolicy): CategoryPolicy {
  return Object.hasOwn(categories, category) ? (categories[category] ?? priorityAlone) : priorityAlone;
}

export function capUsdOf({ maxCostUsd }: Requirement, policy: RoutingPolicy): number | undefined {
  const { maxCostPerRequestUsd } = policy;
  if (maxCostUsd === undefined || maxCostPerRequestUsd === undefined)
    return maxCostUsd ?? maxCostPerRequestUsd;
  return Math.min(maxCostUsd, maxCostPerRequestUsd);
}

export function chainPositionsOf(chain: readonly string[]): ReadonlyMap<string, number> {
  let positions = chainIndexes.get(chain);
  if (positions === undefined) {
    positions = positionsOf(chain.map(foldName));
    chainIndexes.set(chain, positions);
  }
  return positions;
}

function positionsOf(names: readonly string[]): ReadonlyMap<string, number> {
  const positions = new Map<string, number>();
  for (const [position, name] of names.entries()) if (!positions.has(name)) positions.set(name, position);
  return positions;
}
