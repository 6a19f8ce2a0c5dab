import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createHistogram, type Histogram } from './histogram.js';

function histogramOf(values: readonly number[]): Histogram {
  const histogram = createHistogram();
  for (const value of values) histogram.record(value);
  return histogram;
}

/** Nearest rank, on the values themselves. */
function exactPercentile(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.max(1, Math.ceil((percent / 100) * sorted.length)) - 1] ?? Number.NaN;
}

const percents = [0, 1, 25, 50, 90, 95, 99, 99.9, 100];
const measurable = fc.double({ min: 1, max: 2 ** 24 - 1, noNaN: true });
const milliseconds = fc.oneof(
  measurable,
  fc.integer({ min: 1, max: 5000 }),
  fc.constantFrom(1, 2, 1024, 2 ** 23),
);

describe('createHistogram', () => {
  it('knows nothing when nothing was recorded', () => {
    const histogram = createHistogram();
    expect(histogram.percentile(50)).toBeUndefined();
    expect([histogram.count, histogram.sum, histogram.max]).toEqual([0, 0, 0]);
  });

  it('is at most 3.2 % off from 1 ms to 4.6 hours, however the values are spread', () => {
    fc.assert(
      fc.property(fc.array(milliseconds, { minLength: 1, maxLength: 300 }), (values) => {
        const histogram = histogramOf(values);
        for (const percent of percents) {
          const exact = exactPercentile(values, percent);
          expect(Math.abs((histogram.percentile(percent) ?? 0) - exact)).toBeLessThanOrEqual(exact * 0.032);
        }
      }),
    );
  });

  it('is at most a thirty-second off below 1', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 0.999, noNaN: true }), { minLength: 1 }), (values) => {
        const histogram = histogramOf(values);
        for (const percent of percents) {
          const exact = exactPercentile(values, percent);
          expect(Math.abs((histogram.percentile(percent) ?? 0) - exact)).toBeLessThanOrEqual(1 / 32);
        }
      }),
    );
  });

  it('has percentiles that never fall and never leave the range of the values', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -5, max: 1e9, noNaN: true }), { minLength: 1 }), (values) => {
        const histogram = histogramOf(values);
        const found = percents.map((percent) => histogram.percentile(percent) ?? Number.NaN);
        expect(found).toEqual(found.toSorted((left, right) => left - right));
        expect(found[0]).toBeGreaterThanOrEqual(Math.max(0, Math.min(...values)));
        expect(found.at(-1)).toBeLessThanOrEqual(Math.max(0, ...values));
      }),
    );
  });

  it('merged knows what one histogram of all values knows', () => {
    const some = fc.array(fc.integer({ min: 0, max: 100_000 }), { maxLength: 50 });
    fc.assert(
      fc.property(some, some, (left, right) => {
        const merged = histogramOf(left);
        merged.merge(histogramOf(right));
        const whole = histogramOf([...left, ...right]);
        expect([merged.count, merged.sum, merged.max]).toEqual([whole.count, whole.sum, whole.max]);
        for (const percent of percents) expect(merged.percentile(percent)).toBe(whole.percentile(percent));
      }),
    );
  });

  it('is exact for a single value and for the largest', () => {
    expect(histogramOf([1234.5]).percentile(50)).toBe(1234.5);
    expect(histogramOf([1, 2, 1e12]).percentile(100)).toBeLessThanOrEqual(1e12);
    expect(histogramOf([1, 2, 1e12]).max).toBe(1e12);
  });

  it('takes negative values for none at all and leaves out what is no number', () => {
    const histogram = histogramOf([-3, Number.NaN, Number.POSITIVE_INFINITY]);
    expect([histogram.count, histogram.sum, histogram.percentile(50)]).toEqual([1, 0, 0]);
  });

  it('takes percents beyond 0 and 100 for those', () => {
    const histogram = histogramOf([1, 100]);
    expect(histogram.percentile(-5)).toBe(histogram.percentile(0));
    expect(histogram.percentile(500)).toBe(histogram.percentile(100));
  });
});
