import type { Requirement } from '@reg/core';
import { canonicalJson } from './canonical-json.js';
import { requirementKey } from './requirement-key.js';

/** What the names of decisions on equal requirements have in common, worked out once: it is most of the work. */
export type DecisionKind = readonly [number, number, number];

export function decisionKindOf(requirement: Requirement): DecisionKind {
  return hashed(requirementKey(requirement), [0x811c9dc5, 0x9747b28c, 0x2c1b3c6d]);
}

/** The name of a decision: the same inputs give the same name, on every machine. */
export function decisionId(
  inputs: {
    readonly requirement: Requirement;
    readonly snapshotVersion: number;
    readonly seed: number;
  },
  kind: DecisionKind = decisionKindOf(inputs.requirement),
): string {
  const { requirement, snapshotVersion, seed } = inputs;
  const { nowMs, excludedTargets } = requirement;
  const excluded = excludedTargets === undefined ? '' : canonicalJson(excludedTargets);
  const [first, second, third] = hashed(` ${snapshotVersion} ${seed} ${nowMs} ${excluded}`, kind);
  return `dec_${digitsOf(first)}${digitsOf(second)}${digitsOf(third)}`;
}

/**
 * Goes on with 96 bits of hash over a text, three hashes made side by side. Names need to differ, not to keep a secret,
 * so no cryptography is paid for.
 */
function hashed(text: string, from: DecisionKind): DecisionKind {
  let [first, second, third] = from;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    first = Math.imul(first ^ code, 0x01000193);
    first ^= first >>> 15;
    second = Math.imul(second ^ code, 0x01000193);
    second ^= second >>> 15;
    third = Math.imul(third ^ code, 0x01000193);
    third ^= third >>> 15;
  }
  return [first, second, third];
}

function digitsOf(mixed: number): string {
  let hash = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0).toString(16).padStart(8, '0');
}
