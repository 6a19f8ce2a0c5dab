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
  return `dec_${hashOf(text)}`;
}

/**
 * 96 bits of a text as hex digits, three hashes made side by side. Names need to differ, not to keep a secret, so no
 * cryptography is paid for.
 */
function hashOf(text: string): string {
  let first = 0x811c9dc5;
  let second = 0x9747b28c;
  let third = 0x2c1b3c6d;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    first = Math.imul(first ^ code, 0x01000193);
    first ^= first >>> 15;
    second = Math.imul(second ^ code, 0x01000193);
    second ^= second >>> 15;
    third = Math.imul(third ^ code, 0x01000193);
    third ^= third >>> 15;
  }
  return `${digitsOf(first)}${digitsOf(second)}${digitsOf(third)}`;
}

function digitsOf(mixed: number): string {
  let hash = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0).toString(16).padStart(8, '0');
}
