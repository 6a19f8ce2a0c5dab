import type { Random } from '@reg/core';
import { createHash } from 'node:crypto';

/**
 * A {@link Random} that gives the same numbers for the same seed on every machine: mulberry32, 32 bits of state,
 * a period of 2^32. Good for tests and for made-up text, not for secrets.
 *
 * @param seed a number (its lower 32 bits count) or any text, which is hashed with SHA-256 first.
 */
export function createSeededRandom(seed: number | string): Random {
  let state = typeof seed === 'number' ? seed >>> 0 : seedOf(seed);
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function seedOf(text: string): number {
  return createHash('sha256').update(text).digest().readUInt32LE(0);
}
