import { expect, it } from 'vitest';
import { PerChoice } from './per-choice.js';

it('knows nothing at first', () => {
  const known = new PerChoice<string>();
  expect([known.size, known.get(0), known.get(1), known.values()]).toEqual([0, undefined, undefined, []]);
});

it('knows each choice by its index, false among what can be known', () => {
  const known = new PerChoice<boolean>();
  known.set(2, true);
  known.set(0, false);
  known.set(1, false);
  known.set(2, false);
  known.set(0, true);
  expect(known.size).toBe(3);
  expect([0, 1, 2, 3].map((index) => known.get(index))).toEqual([true, false, false, undefined]);
  expect(known.values()).toEqual([true, false, false]);
});
