import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isNestedDeeperThan } from './json-depth.js';

function depthOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}

describe('isNestedDeeperThan', () => {
  it('agrees with the parsed value for any JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), fc.integer({ min: 0, max: 8 }), (value, max) => {
        const text = JSON.stringify(value);
        expect(isNestedDeeperThan(Buffer.from(text), max)).toBe(depthOf(JSON.parse(text)) > max);
      }),
    );
  });

  it('does not count brackets within strings, escaped quotes included', () => {
    expect(isNestedDeeperThan(Buffer.from(JSON.stringify({ a: '[[[["[[[\\"[[\\' })), 1)).toBe(false);
  });

  it('reads no further than the level that is too deep', () => {
    expect(isNestedDeeperThan(Buffer.alloc(32 * 1024 * 1024, '['), 64)).toBe(true);
  });

  it('ends on a string that nobody closes', () => {
    expect(isNestedDeeperThan(Buffer.from('{"a": "b'), 3)).toBe(false);
  });
});
