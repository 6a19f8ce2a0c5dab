import type { Requirement } from '@reg/core';
import { hash } from 'node:crypto';
import { canonicalJson } from './canonical-json.js';
import { requirementKey } from './requirement-key.js';

/** The name of a decision: the same inputs give the same name, on every machine. */
export function decisionId(inputs: {
  readonly requirement: Requirement;
  readonly snapshotVersion: number;
  readonly seed: number;
}): string {
  const { requirement, snapshotVersion, seed } = inputs;
  const { nowMs, excludedTargets } = requirement;
  const excluded = excludedTargets === undefined ? '' : canonicalJson(excludedTargets);
  const text = `${snapshotVersion} ${seed} ${nowMs} ${requirementKey(requirement)} ${excluded}`;
  return `dec_${hash('sha256', text).slice(0, 24)}`;
}
