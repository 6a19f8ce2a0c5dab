import { describe, expect, it } from 'vitest';
import { createTestClock } from '../../test/manual-clock.js';
import { RecentLatency } from './recent-latency.js';

function createFixture() {
  const clock = createTestClock();
  const latency = new RecentLatency(clock, 1000);
  const recordMany = (ms: number, count = 5): void => {
    for (let time = 0; time < count; time += 1) latency.record(ms);
  };
  return { clock, latency, recordMany };
}

describe('RecentLatency', () => {
  it('says nothing on the ground of fewer than five values', () => {
    const { latency, recordMany } = createFixture();
    recordMany(100, 4);
    expect(latency.percentiles()).toBeUndefined();
    latency.record(100);
    expect(latency.percentiles()?.p50Ms).toBe(100);
  });

  it('joins the present window with the one before', async () => {
    const { clock, latency, recordMany } = createFixture();
    recordMany(100, 3);
    await clock.advance(1000);
    recordMany(100, 2);
    expect(latency.percentiles()?.p50Ms).toBe(100);
  });

  it('forgets what is older than that', async () => {
    const { clock, latency, recordMany } = createFixture();
    recordMany(100);
    await clock.advance(1000);
    recordMany(8);
    await clock.advance(1000);
    expect(latency.percentiles()?.p50Ms).toBe(8);
    await clock.advance(1000);
    expect(latency.percentiles()).toBeUndefined();
  });

  it('forgets everything over a long silence', async () => {
    const { clock, latency, recordMany } = createFixture();
    recordMany(100);
    await clock.advance(2500);
    expect(latency.percentiles()).toBeUndefined();
    recordMany(7);
    await clock.advance(400);
    expect(latency.percentiles()?.p50Ms).toBe(7);
  });

  it('tells the 95th percentile only where twenty values tell it', () => {
    const { latency } = createFixture();
    for (let ms = 1; ms <= 19; ms += 1) latency.record(ms);
    expect(latency.percentiles()).not.toHaveProperty('p95Ms');
    latency.record(20);
    expect(latency.percentiles()?.p95Ms).toBeGreaterThanOrEqual(18);
  });
});
