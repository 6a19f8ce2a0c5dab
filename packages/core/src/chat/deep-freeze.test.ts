import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { isDeepFrozen, memoizeFrozen, deepFreeze } from './deep-freeze.js';

function everyObjectIn(value: unknown): object[] {
  if (typeof value !== 'object' || value === null) return [];
  return [value, ...Object.values(value).flatMap(everyObjectIn)];
}

describe('deepFreeze', () => {
  it('freezes whatever JSON can hold, all of it, and leaves it as it was', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        fc.pre(typeof value === 'object' && value !== null);
        const before = structuredClone(value);
        expect(deepFreeze(value as object)).toBe(value);
        expect(value).toEqual(before);
        for (const one of everyObjectIn(value)) {
          expect(Object.isFrozen(one)).toBe(true);
          expect(isDeepFrozen(one)).toBe(true);
        }
      }),
    );
  });

  it('freezes what others have frozen at its surface alone', () => {
    const tools = Object.freeze([{ type: 'function' }]);
    expect(isDeepFrozen(tools)).toBe(false);
    expect(Object.isFrozen(deepFreeze(tools)[0])).toBe(true);
  });

  it('comes to an end where something is in itself', () => {
    const list: unknown[] = [];
    list.push(list);
    expect(isDeepFrozen(deepFreeze(list))).toBe(true);
  });
});

describe('memoizeFrozen', () => {
  it('computes once for what cannot change, and each time for what can', () => {
    const lengthOf = vi.fn((list: readonly number[]) => list.length);
    const once = memoizeFrozen(lengthOf);
    const changing = [1];
    expect(once(changing)).toBe(1);
    changing.push(2);
    expect(once(changing)).toBe(2);
    const fixed = deepFreeze([1, 2, 3]);
    expect([once(fixed), once(fixed), once(deepFreeze([1, 2, 3]))]).toEqual([3, 3, 3]);
    expect(lengthOf).toHaveBeenCalledTimes(4);
  });

  it('freezes what it hands out again, but for bytes, which cannot be', () => {
    const wrapped = memoizeFrozen((list: readonly number[]) => ({ list: [...list] }))(deepFreeze([1]));
    expect(isDeepFrozen(wrapped.list)).toBe(true);
    const bytes = memoizeFrozen((list: readonly number[]) => Uint8Array.from(list));
    const fixed = deepFreeze([1, 2]);
    expect(bytes(fixed)).toBe(bytes(fixed));
  });
});
