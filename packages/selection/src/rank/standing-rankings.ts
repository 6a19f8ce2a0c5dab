import type { Candidate, RegistrySnapshot, Requirement } from '@reg/core';
import { LazyRanking, type Ranking } from './ranking.js';
import { isSameRequirement } from './same-requirement.js';

interface StandingRanking {
  readonly ranking: LazyRanking;
  /** While it is true, milliseconds since the epoch: time alone changes which circuits are eligible. */
  readonly fromMs: number;
  readonly untilMs: number;
}

/** Rankings that are remembered of one snapshot. A power of two. */
const maxSlots = 256;
/** Candidates over all of them, should each be read to its end; each takes about half a kilobyte then. */
const maxRemembered = 20_000;

interface Standing {
  readonly slots: (StandingRanking | undefined)[];
  /** When circuits may be used again or their vendors' rests end: rankings stand from one of these to the next. */
  readonly turnsMs: readonly number[];
}

const standing = new WeakMap<RegistrySnapshot, Standing>();

/**
 * The ranking of requests like this one, worked out once for as long as the snapshot lives and no circuit's time
 * comes: many requests differ only in their words. Snapshots never change, so what was true of one stays true. Each
 * kind of request has one slot, and the latest kind keeps it.
 */
export function standingRanking(requirement: Requirement, snapshot: RegistrySnapshot): Ranking {
  if (requirement.excludedTargets !== undefined) return new LazyRanking(requirement, snapshot);
  let known = standing.get(snapshot);
  if (known === undefined) {
    const { candidates } = snapshot;
    known = { slots: Array.from({ length: slotsFor(candidates.length) }), turnsMs: turnsOf(candidates) };
    standing.set(snapshot, known);
  }
  const { slots, turnsMs } = known;
  const slot = mixed(requirement) & (slots.length - 1);
  const found = slots[slot];
  const { nowMs } = requirement;
  if (
    found !== undefined &&
    nowMs >= found.fromMs &&
    nowMs < found.untilMs &&
    isSameRequirement(found.ranking.requirement, requirement)
  )
    return found.ranking;
  const ranking = new LazyRanking(requirement, snapshot);
  slots[slot] = { ranking, fromMs: nowMs, untilMs: nextTurnMs(turnsMs, nowMs) };
  return ranking;
}

function slotsFor(candidates: number): number {
  const most = Math.min(maxSlots, Math.max(1, maxRemembered / Math.max(1, candidates)));
  return 2 ** Math.floor(Math.log2(most));
}

/** Equal for requirements that ask for the same; for others mostly not. */
function mixed({ requestedModel, estimatedInputTokens, maxOutputTokens = 0, needs }: Requirement): number {
  const { length } = requestedModel;
  let mix = Math.imul(estimatedInputTokens, 0x9e3779b1) ^ Math.imul(maxOutputTokens, 0x85ebca6b);
  mix ^= Math.imul((length << 16) ^ (requestedModel.charCodeAt(length - 1) << 8), 0xc2b2ae35);
  mix ^= (Number(needs.tools) << 1) | (Number(needs.jsonSchema) << 2) | (Number(needs.vision) << 3);
  return mix ^ (mix >>> 15);
}

function turnsOf(candidates: readonly Candidate[]): readonly number[] {
  const turnsMs = candidates.flatMap(({ circuit: { eligibleAtMs = 0, restUntilMs = 0 } }) => [
    eligibleAtMs,
    restUntilMs,
  ]);
  return [...new Set(turnsMs)].filter((turnMs) => turnMs > 0);
}

function nextTurnMs(turnsMs: readonly number[], nowMs: number): number {
  let nextMs = Infinity;
  for (const turnMs of turnsMs) if (turnMs > nowMs && turnMs < nextMs) nextMs = turnMs;
  return nextMs;
}
