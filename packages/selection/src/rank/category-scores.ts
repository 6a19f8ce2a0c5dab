import type { Candidate, RankedCandidate } from '@reg/core';
import type { AssessedCandidate } from './assessed-candidate.js';
import type { RankContext } from './rank-context.js';

type Score = RankedCandidate['score'];

/** A time to first token of one second, or an answer in ten, is worth half the scale. */
const halfSpeedFirstTokenMs = 1_000;
const halfSpeedAnswerMs = 10_000;

/**
 * The category's score of each candidate, from 0 to 1: capability, price and speed, each stretched so that the
 * best of these candidates has 1 and the worst 0, weighed by the category. An unknown price counts as the worst.
 */
export function categoryScores(
  candidates: readonly AssessedCandidate[],
  context: RankContext,
): readonly Score[] {
  const { weights } = context.category;
  const totalWeight = weights.capability + weights.price + weights.speed;
  const capability = stretched(candidates.map(({ candidate }) => candidate.model.rating.capability));
  const speed = stretched(candidates.map(({ candidate }) => speedOf(candidate)));
  const price = stretched(
    candidates.map(({ expectedCostUsd }) => (expectedCostUsd === undefined ? undefined : -expectedCostUsd)),
  );
  return candidates.map((_, index) => {
    const parts = { capability: capability[index] ?? 0, price: price[index] ?? 0, speed: speed[index] ?? 0 };
    const weighed =
      weights.capability * parts.capability + weights.price * parts.price + weights.speed * parts.speed;
    return { total: totalWeight > 0 ? rounded(weighed / totalWeight) : 0, ...parts };
  });
}

/** From 0 to 100: measured where there is a measurement, else the catalogue's judgement. */
export function speedOf({ latency, model }: Pick<Candidate, 'latency' | 'model'>): number {
  if (latency === undefined) return model.rating.speed;
  return latency.timeToFirstTokenP50Ms === undefined
    ? (100 * halfSpeedAnswerMs) / (halfSpeedAnswerMs + latency.p50Ms)
    : (100 * halfSpeedFirstTokenMs) / (halfSpeedFirstTokenMs + latency.timeToFirstTokenP50Ms);
}

/** Between 0 for the lowest and 1 for the highest value; all equal: 1; unknown: 0. */
function stretched(values: readonly (number | undefined)[]): readonly number[] {
  const known = values.filter((value) => value !== undefined);
  const lowest = Math.min(...known);
  const span = Math.max(...known) - lowest;
  return values.map((value) => {
    if (value === undefined) return 0;
    return span > 0 ? rounded((value - lowest) / span) : 1;
  });
}

/** Six decimals: more would only show how floating point adds. */
export function rounded(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}
