import type { CategoryPolicy } from '@reg/core';
import { rounded } from './category-scores.js';
import { extentOf, type Extent } from './extent.js';
import type { Pool } from './sift.js';
import type { SnapshotColumns } from './snapshot-columns.js';

interface Scored {
  /** Everybody who is eligible: all of them stretch the scales. */
  readonly pool: Pool;
  /** Those among whom the score decides. */
  readonly leaders: Pool;
  /** Of what the pool is expected to cost; absent where that has no weight. */
  readonly costExtent: Extent | undefined;
  readonly weights: CategoryPolicy['weights'];
}

/** Scores are rounded three times by half a millionth, weighed by at most 1 in all, and once more. */
const roundingMargin = 2e-6;

/**
 * Index of the one with the best score of the category, the first of equals. A score with all its rounding is worked
 * out only where the plain one comes near the best so far.
 */
export function bestScored(columns: SnapshotColumns, scored: Scored): number {
  const { capability, speed, costs } = columns;
  const { pool, leaders, costExtent, weights } = scored;
  const { indices, count } = leaders;
  const total = weights.capability + weights.price + weights.speed;
  const everybody = pool.indices === columns.all ? columns.everybody : undefined;
  const able = scaleOf(everybody?.capability ?? extentOf(capability, pool), weights.capability / total);
  const quick = scaleOf(everybody?.speed ?? extentOf(speed, pool), weights.speed / total);
  const dear = costExtent === undefined ? unweighed : scaleOf(costExtent, weights.price / total);
  let best = indices[0] ?? 0;
  let bestScore = -Infinity;
  for (let at = 0; at < count; at += 1) {
    const index = indices[at] ?? 0;
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
interface Scale extends Extent {
  readonly span: number;
  /** What one unit adds to the whole score, and what everybody has of it. */
  readonly perUnit: number;
  readonly constant: number;
}

const unweighed: Scale = { lowest: 0, highest: 0, span: 0, perUnit: 0, constant: 0 };

function scaleOf({ lowest, highest }: Extent, share: number): Scale {
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
