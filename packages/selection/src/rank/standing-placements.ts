import type { Decision, RegistrySnapshot, Requirement } from '@reg/core';
import { requirementKey } from './requirement-key.js';

/** What a decision says of the candidates. */
export type Placement = Pick<Decision, 'ranked' | 'rejected'>;

interface StandingPlacement {
  readonly placement: Placement;
  /** While it is true, milliseconds since the epoch: time alone changes which circuits are eligible. */
  readonly fromMs: number;
  readonly untilMs: number;
}

/** Candidates, over all placements, that are remembered of one snapshot; each takes about half a kilobyte. */
const maxRemembered = 20_000;

const standing = new WeakMap<RegistrySnapshot, Map<string, StandingPlacement>>();

/**
 * The placement of requests like this one, worked out once for as long as the snapshot lives and no circuit's time
 * comes: most requests differ only in their words. Snapshots never change, so what was true of one stays true.
 */
export function standingPlacement(
  requirement: Requirement,
  snapshot: RegistrySnapshot,
  place: () => Placement,
): Placement {
  if (requirement.excludedTargets !== undefined) return place();
  const key = requirementKey(requirement);
  let known = standing.get(snapshot);
  if (known === undefined) {
    known = new Map();
    standing.set(snapshot, known);
  }
  const { nowMs } = requirement;
  const found = known.get(key);
  if (found !== undefined && nowMs >= found.fromMs && nowMs < found.untilMs) return found.placement;
  const made = { placement: place(), fromMs: nowMs, untilMs: nextTurnMs(snapshot, nowMs) };
  if ((known.size + 1) * snapshot.candidates.length > maxRemembered) known.clear();
  known.set(key, made);
  return made.placement;
}

/** When the next circuit may be used again, or its vendor's rest ends. */
function nextTurnMs({ candidates }: RegistrySnapshot, nowMs: number): number {
  let nextMs = Infinity;
  for (const { circuit } of candidates) {
    const { eligibleAtMs = 0, restUntilMs = 0 } = circuit;
    if (eligibleAtMs > nowMs && eligibleAtMs < nextMs) nextMs = eligibleAtMs;
    if (restUntilMs > nowMs && restUntilMs < nextMs) nextMs = restUntilMs;
  }
  return nextMs;
}
