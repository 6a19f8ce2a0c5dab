import type { Reason } from '@reg/core';
import type { AssessedCandidate } from './assessed-candidate.js';

/** A candidate with all reasons against it. */
export interface Objection {
  readonly assessed: AssessedCandidate;
  readonly reasons: readonly Reason[];
}

/**
 * When open circuits alone stand between the request and an answer: the candidate whose circuit opened longest
 * ago, which is the most likely to have recovered. Never one taken out of use by hand, one that its vendor asked to
 * leave alone, or one that is being probed already.
 */
export function findProbe(
  rejected: readonly Objection[],
  breakTie: (left: AssessedCandidate, right: AssessedCandidate) => number,
): AssessedCandidate | undefined {
  return rejected
    .filter(({ reasons }) => reasons.every(({ code }) => code === 'circuit_open'))
    .map(({ assessed }) => assessed)
    .toSorted((left, right) => openedAtMs(left) - openedAtMs(right) || breakTie(left, right))[0];
}

/** Never infinite: the difference of two infinities is no order. */
function openedAtMs({ candidate }: AssessedCandidate): number {
  return candidate.circuit.openedAtMs ?? Number.MAX_SAFE_INTEGER;
}
