import { costAllowance } from '../pricing/cost-allowance.js';
import type { Demand } from './demand.js';
import type { SnapshotColumns } from './snapshot-columns.js';

/** Whether no filter rejects a candidate. */
export function isEligible(columns: SnapshotColumns, demand: Demand, index: number): boolean {
  const { lacks, usableFromMs, contextWindow, outputLimit } = columns;
  const { requirement, needs, window, output, barred, capUsd } = demand;
  return (
    ((lacks[index] ?? 0) & needs) === 0 &&
    requirement.nowMs >= (usableFromMs[index] ?? 0) &&
    (contextWindow[index] ?? 0) >= window &&
    (outputLimit[index] ?? 0) >= output &&
    barred?.[index] !== 1 &&
    (capUsd === undefined || isAffordable(columns, { demand, capUsd, index }))
  );
}

/** All that are, into `columns.eligible`; gives their number. */
export function siftColumns(columns: SnapshotColumns, demand: Demand): number {
  const { eligible, targets } = columns;
  let count = 0;
  for (let index = 0; index < targets.length; index += 1)
    if (isEligible(columns, demand, index)) {
      eligible[count] = index;
      count += 1;
    }
  return count;
}

function isAffordable(
  { targets, facts, policy }: SnapshotColumns,
  asked: { readonly demand: Demand; readonly capUsd: number; readonly index: number },
): boolean {
  const { demand, capUsd, index } = asked;
  const { requirement } = demand;
  const price = facts[index]?.price;
  const model = targets[index]?.descriptor;
  if (price === undefined || model === undefined) return policy.allowUnknownPrice;
  const { assumedOutputTokens } = policy;
  return costAllowance({ model, price, requirement, assumedOutputTokens, budgetUsd: capUsd }).affordable;
}
