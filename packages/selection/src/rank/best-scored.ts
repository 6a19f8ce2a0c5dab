import type { CategoryPolicy } from '@reg/core';
import { rounded } from './category-scores.js';
import type { SnapshotColumns } from './snapshot-columns.js';

type Weights = CategoryPolicy['weights'];

interface Scored {
  /** How many of `columns.eligible` are: all of them stretch the scale. */
  readonly count: number;
  /** Those among which the score decides, `left` in number. */
  readonly leaders: Int32Array;
  readonly left: number;
  readonly weights: Weights;
}

/** Scores are rounded three times by half a millionth, weighed by at most 1 in all, and once more. */
const roundingMargin = 2e-6;

/**
 * Index of the one with the best score of the category, the first of equals. A score with all its rounding is worked
 * out only where the plain one comes near the best so far.
 */
export function bestScored(columns: SnapshotColumns, scored: Scored): number {
  const { eligible, capability, speed, costs } = columns;
  const { count, leaders, left, weights } = scored;
  const total = weights.capability + weights.price + weights.speed;
  const able = scaleOf(capability, { eligible, count, share: weights.capability / total });
  const quick = scaleOf(speed, { eligible, count, share: weights.speed / total });
  const dear = scaleOf(costs, { eligible, count, share: weights.price / total });
  let best = leaders[0] ?? 0;
  let bestScore = -Infinity;
  for (let at = 0; at < left; at += 1) {
    const index = leaders[at] ?? 0;
    const ability = (capability[index] ?? 0) - able.lowest;
    const quickness = (speed[index] ?? 0) - quick.lowest;
    // Never negative but where the price is unknown.
    const cheapness = dear.highest - (costs[index] ?? 0);
    const about =
      plain(able, ability) + plain(quick, quickness) + (cheapness < 0 ? 0 : plain(dear, cheapness));
    if (about < bestScore - roundingMargin) continue;
    const weighed =
      weights.capability * part(able, ability) +
      weights.price * (cheapness < 0 ? 0 : part(dear, cheapness)) +
      weights.speed * part(quick, quickness);
    const score = rounded(weighed / total);
    if (score <= bestScore) continue;
    best = index;
    bestScore = score;
  }
  return best;
}

/** One part of a score over all eligible ones, as `categoryScores` stretches it. */
interface Scale {
  readonly lowest: number;
  readonly highest: number;
  readonly span: number;
  /** What one unit adds to the whole score, and what everybody has of it. */
  readonly perUnit: number;
  readonly constant: number;
}

const unweighed: Scale = { lowest: 0, highest: 0, span: 0, perUnit: 0, constant: 0 };

/** Values that are infinite are unknown and stretch nothing. */
function scaleOf(
  values: Float64Array,
  over: { readonly eligible: Int32Array; readonly count: number; readonly share: number },
): Scale {
  const { eligible, count, share } = over;
  if (share === 0) return unweighed;
  let lowest = Infinity;
  let highest = -Infinity;
  for (let at = 0; at < count; at += 1) {
    const value = values[eligible[at] ?? 0] ?? 0;
    if (value < lowest) lowest = value;
    if (value > highest && value < Infinity) highest = value;
  }
  const span = highest - lowest;
  return span > 0
    ? { lowest, highest, span, perUnit: share / span, constant: 0 }
    : { lowest, highest, span, perUnit: 0, constant: share };
}

function plain({ perUnit, constant }: Scale, distance: number): number {
  return constant + distance * perUnit;
}

/** From 0 to 1, rounded as it is told. */
function part({ span }: Scale, distance: number): number {
  return span > 0 ? rounded(distance / span) : 1;
}
