import type { Requirement } from '@reg/core';
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
  return `dec_${mixed(text, 0x811c9dc5)}${mixed(text, 0x9747b28c)}${mixed(text, 0x2c1b3c6d)}`;
}

/** 32 bits of a text as hex digits. Names need to differ, not to keep a secret, so no cryptography is paid for. */
function mixed(text: string, seed: number): string {
  let hash = seed;
  for (let at = 0; at < text.length; at += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
    hash ^= hash >>> 15;
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0).toString(16).padStart(8, '0');
}
