import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { createSeededRandom } from './seeded-random.js';

it('gives the published numbers of mulberry32', () => {
  const random = createSeededRandom(0);
  expect([random(), random(), random()].map((value) => Math.round(value * 2 ** 32))).toEqual([
    1144304738, 1416247, 958946056,
  ]);
});

it('gives the same numbers for the same seed, from 0 to below 1', () => {
  fc.assert(
    fc.property(fc.oneof(fc.integer(), fc.string()), (seed) => {
      const left = createSeededRandom(seed);
      const right = createSeededRandom(seed);
      for (let index = 0; index < 20; index += 1) {
        const value = left();
        expect(value).toBe(right());
        expect(value >= 0 && value < 1).toBe(true);
      }
    }),
  );
});
