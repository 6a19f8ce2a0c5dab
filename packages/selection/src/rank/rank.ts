import type { Decision, RegistrySnapshot, Requirement } from '@reg/core';
import { LazyDecision } from './lazy-decision.js';
import { placementOf, type RankRules } from './placement.js';
import { rankingOf } from './ranking.js';
import { standingRanking } from './standing-rankings.js';

/**
 * Every candidate of the snapshot, in order or rejected, each with all its reasons. Pure and total: the same three
 * inputs give the same bytes whatever the order of the candidates, and nothing is ever thrown for want of one. The
 * lists are made when somebody reads them.
 */
export function rank(requirement: Requirement, snapshot: RegistrySnapshot, seed: number): Decision {
  return new LazyDecision({ requirement, snapshot, seed }, standingRanking(requirement, snapshot));
}

/** {@link rank} with other filters or orderings, all of them asked at once. */
export function rankWith(inputs: {
  readonly requirement: Requirement;
  readonly snapshot: RegistrySnapshot;
  readonly seed: number;
  readonly rules?: RankRules;
}): Decision {
  const { requirement, snapshot, rules } = inputs;
  return new LazyDecision(inputs, rankingOf(placementOf(requirement, snapshot, rules)));
}
