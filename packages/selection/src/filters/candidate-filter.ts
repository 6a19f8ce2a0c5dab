import type { Reason, ReasonCode } from '@reg/core';
import type { AssessedCandidate } from '../rank/assessed-candidate.js';
import type { RankContext } from '../rank/rank-context.js';

/** What a filter has to say about a candidate. */
export interface Finding {
  readonly reason: Reason;
  /** `reject` drops the candidate; `note` keeps it and tells the reason with it. */
  readonly effect: 'reject' | 'note';
}

/**
 * One reason for which a candidate may be dropped. Every filter sees every candidate, so that all reasons are
 * told and not just the first. Must be pure: no clock, no randomness, nothing but its arguments.
 */
export interface CandidateFilter {
  readonly name: string;
  /** Empty when there is nothing to say. */
  check(assessed: AssessedCandidate, context: RankContext): readonly Finding[];
}

/** What a filter answers for a candidate it has nothing against. */
export const noFindings: readonly Finding[] = Object.freeze([]);

export function reject(code: ReasonCode, message: string): readonly Finding[] {
  return [{ reason: { code, message }, effect: 'reject' }];
}

/**
 * An objection to a parameter of the request or to an estimate, not to its content. It drops a model that reg
 * would choose, but not one that the caller named: there the vendor's adapter changes the parameter and warns, or
 * the vendor decides, and the reason is told with the candidate.
 */
export function rejectUnlessNamed(
  assessed: AssessedCandidate,
  code: ReasonCode,
  message: string,
): readonly Finding[] {
  return [{ reason: { code, message }, effect: assessed.explicitPosition === undefined ? 'reject' : 'note' }];
}
