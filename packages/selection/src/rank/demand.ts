import type { Requirement } from '@reg/core';
import { isAllowedModel } from '../filters/allowed.js';
import { forgivenWhenNamed, neededBy } from './lacking.js';
import { capUsdOf } from './rank-context.js';
import type { SnapshotColumns } from './snapshot-columns.js';

/** A requirement in the terms of the columns. */
export interface Demand {
  readonly requirement: Requirement;
  /** See `neededBy`. */
  readonly needs: number;
  /** The least context window and the least output limit, tokens. */
  readonly window: number;
  readonly output: number;
  readonly capUsd: number | undefined;
  /** 1 for each candidate that a list of names forbids; absent when none does. */
  readonly barred: Uint8Array | undefined;
}

export function demandOf(requirement: Requirement, columns: SnapshotColumns): Demand {
  const { estimatedInputTokens, maxOutputTokens = 0, minContextWindow = 0 } = requirement;
  return {
    requirement,
    needs: neededBy(requirement),
    window: Math.max(estimatedInputTokens + maxOutputTokens, minContextWindow),
    output: maxOutputTokens,
    capUsd: capUsdOf(requirement, columns.policy),
    barred: barredBy(requirement, columns),
  };
}

/** What is asked of a model that the caller named: what `rejectUnlessNamed` only notes then is not. */
export function demandWhenNamed(demand: Demand): Demand {
  return { ...demand, needs: demand.needs & ~forgivenWhenNamed, window: 0, output: 0 };
}

function barredBy(
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
