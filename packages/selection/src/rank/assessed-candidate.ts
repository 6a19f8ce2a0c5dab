import type { Candidate, ModelPrice, RankedCandidate } from '@reg/core';
import { expectedCostUsd } from '../pricing/expected-cost.js';
import { isFreeModel } from '../pricing/is-free-model.js';
import { namesOf } from '../pricing/model-names.js';
import { priceOf } from '../pricing/price-of.js';
import type { RankContext } from './rank-context.js';

/** A candidate with everything that filters ask of it, worked out once. */
export interface AssessedCandidate {
  readonly candidate: Candidate;
  readonly price: ModelPrice | undefined;
  readonly free: boolean;
  readonly expectedCostUsd: number | undefined;
  /** Position among the models that were asked for by name, from 0; absent for all others. */
  readonly explicitPosition: number | undefined;
  /** Position in the category's chain, from 0; absent outside it. */
  readonly chainPosition: number | undefined;
}

/** An eligible candidate with its category score: what orderings compare. */
export interface PlacedCandidate extends AssessedCandidate {
  readonly score: RankedCandidate['score'];
}

export function assessCandidate(candidate: Candidate, context: RankContext): AssessedCandidate {
  const { requirement, policy } = context;
  return {
    candidate,
    price: priceOf(candidate, policy),
    free: isFreeModel(candidate, policy),
    expectedCostUsd: expectedCostUsd(candidate, requirement, policy),
    explicitPosition: context.explicitPositions.get(candidate.target),
    chainPosition: chainPositionOf(candidate, context.chainPositions),
  };
}

/** Several of its names may be in the chain: the earliest counts. */
function chainPositionOf(candidate: Candidate, positions: ReadonlyMap<string, number>): number | undefined {
  if (positions.size === 0) return undefined;
  let first: number | undefined;
  for (const name of namesOf(candidate)) {
    const position = positions.get(name);
    if (position !== undefined && (first === undefined || position < first)) first = position;
  }
  return first;
}
