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
  let mixed = withNumber(nowMs, withNumber(seed, withNumber(snapshotVersion, kind)));
  if (excludedTargets !== undefined) mixed = withText(canonicalJson(excludedTargets), mixed);
  return `dec_${digitsOf(mixed[0])}${digitsOf(mixed[1])}${digitsOf(mixed[2])}`;
}

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

/** The same over the 64 bits of a number: to write one as digits takes longer than all the rest. */
function withNumber(value: number, [first, second, third]: DecisionKind): DecisionKind {
  bits[0] = value;
  const low = halves[0] ?? 0;
  const high = halves[1] ?? 0;
  return [step(step(first, low), high), step(step(second, low), high), step(step(third, low), high)];
}

// Every machine that Node runs on has the lower half first.
const bits = new Float64Array(1);
const halves = new Int32Array(bits.buffer);

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
