import type { Requirement } from '@reg/core';
import { isAllowedModel } from '../filters/allowed.js';
import type { SnapshotColumns } from './snapshot-columns.js';

/** 1 for each candidate that a list of names forbids; absent where there is no list. */
export function barredBy(
  { allowedModels, excludedTargets }: Requirement,
  columns: SnapshotColumns,
): Uint8Array | undefined {
  const barred = allowedModels && notAllowed(allowedModels, columns);
  if (excludedTargets === undefined) return barred;
  const all = barred?.slice() ?? new Uint8Array(columns.targets.length);
  for (const target of Object.keys(excludedTargets)) {
    const index = columns.indexes.get(target);
    if (index !== undefined) all[index] = 1;
  }
  return all;
}

/** Kept with the list, because most lists come from configuration and are the same ones each time. */
function notAllowed(allowedModels: readonly string[], columns: SnapshotColumns): Uint8Array {
  const { candidates, notAllowedBy } = columns;
  let barred = notAllowedBy.get(allowedModels);
  if (barred === undefined) {
    barred = Uint8Array.from(candidates, (candidate) => (isAllowedModel(candidate, allowedModels) ? 0 : 1));
    notAllowedBy.set(allowedModels, barred);
  }
  return barred;
}
