import type { Requirement } from '@reg/core';
import { canonicalJson } from './canonical-json.js';
import { requirementKey } from './requirement-key.js';

/** What the names of decisions on equal requirements have in common, worked out once: it is most of the work. */
export type DecisionKind = readonly [number, number, number];

export function decisionKindOf(requirement: Requirement): DecisionKind {
  return withText(requirementKey(requirement), [0x811c9dc5, 0x9747b28c, 0x2c1b3c6d]);
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
  let [first, second, third] = kind;
  // The 64 bits of each: to write numbers as digits takes longer than all the rest.
  numbers[0] = snapshotVersion;
  numbers[1] = seed;
  numbers[2] = nowMs;
  for (const half of halves) {
    first = step(first, half);
    second = step(second, half);
    third = step(third, half);
  }
  if (excludedTargets !== undefined)
    [first, second, third] = withText(canonicalJson(excludedTargets), [first, second, third]);
  return `dec_${digitsOf(first)}${digitsOf(second)}${digitsOf(third)}`;
}

// Every machine that Node runs on has the lower half first.
const numbers = new Float64Array(3);
const halves = new Int32Array(numbers.buffer);

/**
 * Goes on with 96 bits of hash over a text, three hashes made side by side. Names need to differ, not to keep a secret,
 * so no cryptography is paid for.
 */
function withText(text: string, from: DecisionKind): DecisionKind {
  let [first, second, third] = from;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    first = step(first, code);
    second = step(second, code);
    third = step(third, code);
  }
  return [first, second, third];
}

function step(hash: number, code: number): number {
  const mixed = Math.imul(hash ^ code, 0x01000193);
  return mixed ^ (mixed >>> 15);
}

function digitsOf(mixed: number): string {
  let hash = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  hash ^= hash >>> 16;
  // Looked up, because to write a number in another base takes longer than all the rest.
  return `${pairAt(hash >>> 24)}${pairAt((hash >>> 16) & 0xff)}${pairAt((hash >>> 8) & 0xff)}${pairAt(hash & 0xff)}`;
}

/** Each byte in two digits. */
const pairs = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

function pairAt(byte: number): string {
  return pairs[byte] ?? '';
}
