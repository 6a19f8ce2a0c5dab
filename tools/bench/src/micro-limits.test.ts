import { expect, it } from 'vitest';
import { hasSlack, regressionsOf } from './micro-limits.js';

const accepted = { rows: [{ name: 'chat()', ratio: 0.6, bytes: 20_000 }] };
const cost = (ratio: number, bytes: number) => ({ name: 'chat()', ratio, bytes });

it('lets costs pass that are as they were, a little more, or less', () => {
  expect(regressionsOf(cost(0.6, 20_000), accepted)).toEqual([]);
  expect(regressionsOf(cost(0.77, 22_900), accepted)).toEqual([]);
  expect(regressionsOf(cost(0.1, 100), accepted)).toEqual([]);
});

it('says which figure went from what to what', () => {
  expect(regressionsOf(cost(0.9, 20_000), accepted)).toEqual([
    'chat(): time went from 0.6 to 0.9 calibration loops, +50 %; up to +30 % passes',
  ]);
  expect(regressionsOf(cost(0.6, 24_000), accepted)).toEqual([
    'chat(): allocation went from 20000 to 24000 bytes a run, +20 %; up to +15 % passes',
  ]);
  expect(regressionsOf(cost(0.9, 30_000), accepted)).toHaveLength(2);
});

it('wants costs to be accepted for everything that it judges', () => {
  expect(regressionsOf({ ...cost(0.1, 1), name: 'new()' }, accepted)).toEqual([
    'new(): no costs are accepted yet',
  ]);
});

it('takes no figure that is none for a good one', () => {
  expect(regressionsOf(cost(Number.NaN, 20_000), accepted)).toHaveLength(1);
});

it('notices what became so cheap that its figure guards it no more', () => {
  expect(hasSlack(cost(0.6, 20_000), accepted)).toBe(false);
  expect(hasSlack(cost(0.4, 20_000), accepted)).toBe(true);
  expect(hasSlack(cost(0.6, 10_000), accepted)).toBe(true);
});
