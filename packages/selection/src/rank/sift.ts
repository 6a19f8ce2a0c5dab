import type { Requirement } from '@reg/core';
import { costAllowance } from '../pricing/cost-allowance.js';
import { barredBy } from './barred.js';
import { capUsdOf } from './rank-context.js';
import type { SnapshotColumns } from './snapshot-columns.js';

/** Some of the candidates, in the operator's order: the first `count` of `indices`. */
export interface Pool {
  readonly indices: Int32Array;
  readonly count: number;
}

/** All that no filter rejects, of candidates that lack nothing and were not named. */
export function sift(columns: SnapshotColumns, requirement: Requirement): Pool {
  const { estimatedInputTokens, maxOutputTokens = 0, minContextWindow = 0, nowMs } = requirement;
  const window = Math.max(estimatedInputTokens + maxOutputTokens, minContextWindow);
  const { all, everybody } = columns;
  const everybodyFits =
    nowMs >= everybody.usableFromMs &&
    window <= everybody.contextWindow &&
    maxOutputTokens <= everybody.outputLimit;
  const sized = everybodyFits
    ? { indices: all, count: all.length }
    : thoseThatFit(columns, { nowMs, window, output: maxOutputTokens });
  return allowed(columns, requirement, sized);
}

/** Those that size, time, lists and money let through. */
function thoseThatFit(
  columns: SnapshotColumns,
  needed: { readonly nowMs: number; readonly window: number; readonly output: number },
): Pool {
  const { usableFromMs, contextWindow, outputLimit, eligible } = columns;
  const { nowMs, window, output } = needed;
  const { length } = eligible;
  let count = 0;
  for (let index = 0; index < length; index += 1) {
    if ((contextWindow[index] ?? 0) < window || (outputLimit[index] ?? 0) < output) continue;
    if (nowMs < (usableFromMs[index] ?? 0)) continue;
    eligible[count] = index;
    count += 1;
  }
  return { indices: eligible, count };
}

/** Those of a pool that neither a list of names nor the cost cap rejects. */
export function allowed(columns: SnapshotColumns, requirement: Requirement, pool: Pool): Pool {
  const barred = barredBy(requirement, columns);
  const capUsd = capUsdOf(requirement, columns.policy);
  if (barred === undefined && capUsd === undefined) return pool;
  const { indices, count: before } = pool;
  const { eligible } = columns;
  const isAffordable = capUsd === undefined ? undefined : affordableUnder(capUsd, columns, requirement);
  let count = 0;
  for (let at = 0; at < before; at += 1) {
    const index = indices[at] ?? 0;
    if (barred?.[index] === 1 || isAffordable?.(index) === false) continue;
    eligible[count] = index;
    count += 1;
  }
  return { indices: eligible, count };
}

/** As the filter has it; `costAllowance` is asked only where the answer is not plain from the longest answer's cost. */
function affordableUnder(
  capUsd: number,
  columns: SnapshotColumns,
  requirement: Requirement,
): (index: number) => boolean {
  const { policy, facts, targets, inputUsdPerMTok, outputUsdPerMTok, mostOutputTokens } = columns;
  const { estimatedInputTokens, maxOutputTokens, choices = 1 } = requirement;
  const { assumedOutputTokens, allowUnknownPrice } = policy;
  return (index) => {
    const output = (maxOutputTokens ?? mostOutputTokens[index] ?? 0) * choices;
    const inputCost = estimatedInputTokens * (inputUsdPerMTok[index] ?? 0);
    if ((inputCost + output * (outputUsdPerMTok[index] ?? 0)) / 1_000_000 <= capUsd) return true;
    const price = facts[index]?.price;
    const model = targets[index]?.descriptor;
    if (price === undefined || model === undefined) return allowUnknownPrice;
    return costAllowance({ model, price, requirement, assumedOutputTokens, budgetUsd: capUsd }).affordable;
  };
}
