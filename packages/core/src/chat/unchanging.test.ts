import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { isUnchanging, oncePerUnchanging, unchangingOf } from './unchanging.js';

function everyObjectIn(value: unknown): object[] {
  if (typeof value !== 'object' || value === null) return [];
  return [value, ...Object.values(value).flatMap(everyObjectIn)];
}

describe('unchangingOf', () => {
  it('freezes whatever JSON can hold, all of it, and leaves it as it was', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        fc.pre(typeof value === 'object' && value !== null);
        const before = structuredClone(value);
        expect(unchangingOf(value as object)).toBe(value);
        expect(value).toEqual(before);
        for (const one of everyObjectIn(value)) {
          expect(Object.isFrozen(one)).toBe(true);
          expect(isUnchanging(one)).toBe(true);
        }
      }),
    );
  });

  it('freezes what others have frozen at its surface alone', () => {
    const tools = Object.freeze([{ type: 'function' }]);
    expect(isUnchanging(tools)).toBe(false);
    expect(Object.isFrozen(unchangingOf(tools)[0])).toBe(true);
  });

  it('comes to an end where something is in itself', () => {
    const list: unknown[] = [];
    list.push(list);
    expect(isUnchanging(unchangingOf(list))).toBe(true);
  });
});

describe('oncePerUnchanging', () => {
  it('computes once for what cannot change, and each time for what can', () => {
    const lengthOf = vi.fn((list: readonly number[]) => list.length);
    const once = oncePerUnchanging(lengthOf);
    const changing = [1];
    expect(once(changing)).toBe(1);
    changing.push(2);
    expect(once(changing)).toBe(2);
    const fixed = unchangingOf([1, 2, 3]);
    expect([once(fixed), once(fixed), once(unchangingOf([1, 2, 3]))]).toEqual([3, 3, 3]);
    expect(lengthOf).toHaveBeenCalledTimes(4);
  });
});
