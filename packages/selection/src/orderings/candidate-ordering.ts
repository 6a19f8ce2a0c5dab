import type { Reason } from '@reg/core';
import type { PlacedCandidate } from '../rank/assessed-candidate.js';
import type { RankContext } from '../rank/rank-context.js';

/**
 * One way to prefer a candidate to another. Orderings are asked in turn: the first that sees a difference
 * decides. Must be pure: no clock, no randomness, nothing but its arguments.
 */
export interface CandidateOrdering {
  readonly name: string;
  /** Whether it has a say in this decision. @default always */
  appliesTo?(context: RankContext): boolean;
  /** Negative when `left` goes first, 0 when the next ordering is to decide. */
  compare(left: PlacedCandidate, right: PlacedCandidate, context: RankContext): number;
  /** What it says about a candidate's place, for people; absent when nothing. */
  reason?(placed: PlacedCandidate, context: RankContext): Reason | undefined;
}
