import { expect, it } from 'vitest';
import { doubtsOf, spreadOf } from './figures.js';
import type { LoadRow } from './rounds.js';

const flat = spreadOf([10, 10]);
const row = (more: Partial<LoadRow>): LoadRow => ({
  target: 'reg',
  connections: 16,
  cpuUs: flat,
  requestsPerSecond: flat,
  p50Ms: flat,
  p99Ms: flat,
  residentMb: 90,
  failed: 0,
  ...more,
});

it('tells the median and the ends of all rounds', () => {
  expect(spreadOf([3, 1, 2])).toEqual({ median: 2, min: 1, max: 3 });
  expect(spreadOf([4, 1, 2, 3])).toEqual({ median: 2.5, min: 1, max: 4 });
  expect(spreadOf([5, Number.NaN])).toEqual({ median: 5, min: 5, max: 5 });
});

it('doubts a run whose machine was busy with other things, or in which reg did not answer', () => {
  const calm = {
    stealPercent: spreadOf([1]),
    whole: [row({ target: 'bare' }), row({})],
    conversations: [],
    streams: [],
  };
  expect(doubtsOf(calm)).toEqual([]);
  expect(doubtsOf({ ...calm, stealPercent: spreadOf([9]) })).toEqual([expect.stringContaining('9 %')]);
  const shaky = row({ target: 'bare', cpuUs: spreadOf([50, 60, 120]) });
  expect(doubtsOf({ ...calm, whole: [shaky] })).toEqual([expect.stringContaining('50 to 120 us')]);
  expect(doubtsOf({ ...calm, whole: [row({ failed: 3 })] })).toEqual([expect.stringContaining('3 answers')]);
});
