import type { Requirement } from '@reg/core';
import type { Extent } from './extent.js';
import type { Pool } from './sift.js';
import type { SnapshotColumns } from './snapshot-columns.js';

/**
 * Writes down what each is expected to cost, as `expectedCostAt` has it, infinite where the price is unknown; gives the
 * extent of what is known.
 */
export function costPool(
  columns: SnapshotColumns,
  requirement: Requirement,
  { indices, count }: Pool,
): Extent {
  const { costs, inputUsdPerMTok, outputUsdPerMTok, assumedOutputTokens } = columns;
  const { estimatedInputTokens, maxOutputTokens, choices = 1 } = requirement;
  let lowest = Infinity;
  let highest = -Infinity;
  for (let at = 0; at < count; at += 1) {
    const index = indices[at] ?? 0;
    const output = (maxOutputTokens ?? assumedOutputTokens[index] ?? 0) * choices;
    const inputCost = estimatedInputTokens * (inputUsdPerMTok[index] ?? 0);
    const usd = (inputCost + output * (outputUsdPerMTok[index] ?? 0)) / 1_000_000;
    // Written so that a price that is no number fails both.
    if (usd < lowest) lowest = usd;
    if (usd > highest) highest = usd;
    costs[index] = usd >= lowest ? usd : Infinity;
  }
  return { lowest, highest };
}
