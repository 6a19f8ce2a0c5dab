import type { Candidate, ModelPrice, RankedCandidate, RoutingPolicy } from '@reg/core';
import { expectedCostAt } from '../pricing/expected-cost.js';
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

/** What does not depend on the request: worked out once for each candidate of a snapshot under a policy. */
export interface StandingFacts {
  readonly price: ModelPrice | undefined;
  readonly free: boolean;
  readonly names: readonly string[];
}

const standingFacts = new WeakMap<RoutingPolicy, WeakMap<Candidate, StandingFacts>>();

export function assessCandidate(candidate: Candidate, context: RankContext): AssessedCandidate {
  const { requirement, policy } = context;
  const { price, free, names } = standingFactsOf(candidate, policy);
  return {
    candidate,
    price,
    free,
    expectedCostUsd: price && expectedCostAt(price, { model: candidate.model, requirement, policy }),
    explicitPosition: context.explicitPositions.get(candidate.target),
    chainPosition: chainPositionOf(names, context.chainPositions),
  };
}

/** Snapshots and policies never change, so what was worked out once stays true for as long as they live. */
export function standingFactsOf(candidate: Candidate, policy: RoutingPolicy): StandingFacts {
  let known = standingFacts.get(policy);
  if (known === undefined) {
    known = new WeakMap();
    standingFacts.set(policy, known);
  }
  let facts = known.get(candidate);
  if (facts === undefined) {
    facts = {
      price: priceOf(candidate, policy),
      free: isFreeModel(candidate, policy),
      names: namesOf(candidate),
    };
    known.set(candidate, facts);
  }
  return facts;
}

/** Several of its names may be in the chain: the earliest counts. */
export function chainPositionOf(
  names: readonly string[],
  positions: ReadonlyMap<string, number>,
): number | undefined {
  if (positions.size === 0) return undefined;
  let first: number | undefined;
  for (const name of names) {
    const position = positions.get(name);
    if (position !== undefined && (first === undefined || position < first)) first = position;
  }
  return first;
}
