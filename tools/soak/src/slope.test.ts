import { expect, it } from 'vitest';
import { quantileOf, slopeOf } from './slope.js';

it('finds the slope of a line through noise, and none in a flat or single point', () => {
  const line = [0, 1, 2, 3, 4, 5, 6, 7].map((x) => ({ x, y: 100 + 3 * x + (x % 2 === 0 ? 1 : -1) }));
  expect(slopeOf(line)).toBeCloseTo(3, 0);
  expect(slopeOf([{ x: 1, y: 5 }])).toBe(0);
  expect(slopeOf([])).toBe(0);
});

it('finds the middle and the largest', () => {
  expect(quantileOf([5, 1, 3], 0.5)).toBe(3);
  expect(quantileOf([5, 1, 3], 1)).toBe(5);
  expect(quantileOf([], 0.5)).toBe(0);
});
