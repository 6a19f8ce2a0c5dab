import type { Requirement } from '@reg/core';
import { createHash } from 'node:crypto';
import { canonicalJson } from './canonical-json.js';

/** The name of a decision: the same inputs give the same name, on every machine. */
export function decisionId(inputs: {
  readonly requirement: Requirement;
  readonly snapshotVersion: number;
  readonly seed: number;
}): string {
  return `dec_${createHash('sha256').update(canonicalJson(inputs)).digest('hex').slice(0, 24)}`;
}
