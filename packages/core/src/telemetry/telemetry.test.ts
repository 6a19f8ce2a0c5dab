import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { attemptRecord, someUsage } from '../../test/attempt-record.js';
import { createTestClock } from '../../test/manual-clock.js';
import type { AttemptRecord } from '../ports/routing.js';
import { createTelemetry } from './telemetry.js';

function createFixture(options: { readonly maxSeries?: number } = {}) {
  const clock = createTestClock();
  const telemetry = createTelemetry({ clock, ...options });
  const only = () => telemetry.getTelemetry().models[0];
  return { clock, telemetry, only };
}

describe('createTelemetry', () => {
  it('adds up attempts by outcome, tokens of each kind, and money', () => {
    const { telemetry, only } = createFixture();
    telemetry.record(attemptRecord({ usage: someUsage, costUsd: 0.5 }));
    telemetry.record(attemptRecord({ usage: someUsage, costUsd: 0.25, outcome: 'stream_truncated' }));
    telemetry.record(attemptRecord({ outcome: 'rate_limited' }));
    telemetry.record(attemptRecord({ outcome: 'rate_limited' }));
    expect(only()).toMatchObject({
      provider: 'kimi',
      model: 'kimi-k3',
      attempts: 4,
      successes: 1,
      failures: { stream_truncated: 1, rate_limited: 2 },
      inputTokens: 200,
      outputTokens: 80,
      cachedInputTokens: 60,
      reasoningTokens: 20,
      costUsd: 0.75,
      unknownCostAttempts: 0,
      calls: { count: 0 },
    });
  });

  it('counts attempts that cost nobody knows what, and not those that used nothing', () => {
    const { telemetry, only } = createFixture();
    telemetry.record(attemptRecord());
    telemetry.record(attemptRecord({ usage: someUsage, outcome: 'idle_timeout' }));
    telemetry.record(attemptRecord({ outcome: 'connection' }));
    expect(only()).toMatchObject({ costUsd: 0, unknownCostAttempts: 2 });
  });

  it('measures the latency of successes only, and the first token of all that had one', () => {
    const { telemetry, only } = createFixture();
    telemetry.record(attemptRecord({ latencyMs: 100, timeToFirstTokenMs: 10 }));
    telemetry.record(attemptRecord({ latencyMs: 3, outcome: 'authentication' }));
    telemetry.record(attemptRecord({ latencyMs: 900, timeToFirstTokenMs: 30, outcome: 'stream_truncated' }));
    expect(only()?.latency).toEqual({
      count: 1,
      p50Ms: 100,
      p90Ms: 100,
      p95Ms: 100,
      p99Ms: 100,
      maxMs: 100,
      meanMs: 100,
    });
    expect(only()?.timeToFirstToken).toMatchObject({ count: 2, maxMs: 30, meanMs: 20 });
  });

  it('keeps what the application reports as calls apart from attempts', () => {
    const { telemetry } = createFixture();
    const report = { provider: 'kimi', inputTokens: 10, outputTokens: 5, latencyMs: 80 };
    telemetry.recordTelemetry('kimi-k3', true, report);
    telemetry.recordTelemetry('kimi-k3', false, {
      provider: 'kimi',
      inputTokens: -5,
      outputTokens: Number.NaN,
    });
    telemetry.recordTelemetry('elsewhere', true);
    expect(telemetry.getTelemetry().models).toMatchObject([
      { provider: '(unknown)', model: 'elsewhere', attempts: 0, calls: { count: 1, successes: 1 } },
      {
        attempts: 0,
        inputTokens: 0,
        calls: {
          count: 2,
          successes: 1,
          failures: 1,
          inputTokens: 10,
          outputTokens: 5,
          latency: { count: 1 },
        },
      },
    ]);
  });

  it('hands out a copy that nobody can change and later attempts do not', () => {
    const { telemetry } = createFixture();
    telemetry.record(attemptRecord({ outcome: 'overloaded' }));
    const copy = telemetry.getTelemetry();
    const before = structuredClone(copy);
    telemetry.record(attemptRecord({ outcome: 'overloaded' }));
    expect(copy).toEqual(before);
    const frozen = (value: unknown): boolean =>
      typeof value !== 'object' ||
      value === null ||
      (Object.isFrozen(value) && Object.values(value).every(frozen));
    expect(frozen(copy)).toBe(true);
  });

  it('begins again after clearing', async () => {
    const { telemetry, clock } = createFixture();
    telemetry.record(attemptRecord());
    await clock.advance(5000);
    telemetry.clearTelemetry();
    expect(telemetry.getTelemetry()).toEqual({ sinceMs: clock.nowMs(), atMs: clock.nowMs(), models: [] });
  });

  it('counts pairs beyond the bound together and loses none of them', () => {
    const { telemetry } = createFixture({ maxSeries: 3 });
    for (let index = 0; index < 10; index += 1) telemetry.record(attemptRecord({ model: `m${index}` }));
    telemetry.record(attemptRecord({ model: 'm0' }));
    const { models } = telemetry.getTelemetry();
    expect(models.map((row) => [row.provider, row.model, row.attempts])).toEqual([
      ['(other)', '(other)', 7],
      ['kimi', 'm0', 2],
      ['kimi', 'm1', 1],
      ['kimi', 'm2', 1],
    ]);
  });

  it('shortens names that come from outside', () => {
    const { telemetry, only } = createFixture();
    telemetry.recordTelemetry('x'.repeat(10_000), true);
    expect(only()?.model.length).toBeLessThan(300);
  });

  it('tells ranking the medians of late, once there are enough', async () => {
    const { telemetry, clock } = createFixture();
    const measured = (overrides: Partial<AttemptRecord>): void => {
      for (let index = 0; index < 5; index += 1) telemetry.record(attemptRecord(overrides));
    };
    measured({ latencyMs: 2, outcome: 'authentication' });
    expect(telemetry.latencyOf('kimi/kimi-k3')).toBeUndefined();
    measured({ latencyMs: 100 });
    expect(telemetry.latencyOf('kimi/kimi-k3')).toEqual({ p50Ms: 100 });
    measured({ latencyMs: 100, timeToFirstTokenMs: 20 });
    expect(telemetry.latencyOf('kimi/kimi-k3')).toEqual({ p50Ms: 100, timeToFirstTokenP50Ms: 20 });
    expect(telemetry.latencyOf('kimi/other')).toBeUndefined();
    await clock.advance(1_200_000);
    expect(telemetry.latencyOf('kimi/kimi-k3')).toBeUndefined();
    expect(telemetry.getTelemetry().models[0]?.latency.count).toBe(10);
  });

  it('adds up to what was recorded, whatever comes in whatever order', () => {
    const record = fc
      .record({
        provider: fc.constantFrom('kimi', 'glm', 'box'),
        model: fc.constantFrom('a', 'b', 'c/d'),
        outcome: fc.constantFrom<AttemptRecord['outcome']>('success', 'aborted', 'overloaded'),
        usage: fc.constantFrom(someUsage, { ...someUsage, inputTokens: 7 }),
      })
      .map((overrides) => attemptRecord(overrides));
    fc.assert(
      fc.property(fc.array(record), fc.integer({ min: 1, max: 12 }), (records, maxSeries) => {
        const { telemetry } = createFixture({ maxSeries });
        for (const one of records) telemetry.record(one);
        const { models } = telemetry.getTelemetry();
        const sum = (of: (row: (typeof models)[number]) => number) =>
          models.reduce((total, row) => total + of(row), 0);
        expect(models.length).toBeLessThanOrEqual(maxSeries + 1);
        expect(sum((row) => row.attempts)).toBe(records.length);
        expect(sum((row) => row.successes)).toBe(records.filter((one) => one.outcome === 'success').length);
        expect(sum((row) => row.inputTokens)).toBe(
          records.reduce((total, one) => total + (one.usage?.inputTokens ?? 0), 0),
        );
        for (const row of models) {
          const failed = Object.values(row.failures).reduce((total, count) => total + count, 0);
          expect(row.successes + failed).toBe(row.attempts);
        }
      }),
    );
  });
});
