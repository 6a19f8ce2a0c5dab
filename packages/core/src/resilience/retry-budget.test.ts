import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTestClock } from '../../test/manual-clock.js';
import { RetryBudget } from './retry-budget.js';

const settings = { budgetRatio: 0.2, budgetPerSecond: 1, budgetBurst: 10 };

const drain = (budget: RetryBudget): number => {
  let taken = 0;
  while (budget.withdraw()) taken += 1;
  return taken;
};

describe('RetryBudget', () => {
  it('allows a burst at once and then what time and first attempts bring', async () => {
    const clock = createTestClock();
    const budget = new RetryBudget(settings, clock);
    expect(drain(budget)).toBe(10);
    for (let call = 0; call < 15; call += 1) budget.deposit();
    expect(budget.remaining).toBe(3);
    expect(drain(budget)).toBe(3);
    await clock.advance(4000);
    expect(drain(budget)).toBe(4);
    await clock.advance(3_600_000);
    expect(drain(budget)).toBe(10);
  });

  it('never allows more than burst, ratio and time together', async () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('call' as const) }),
      fc.record({ kind: fc.constant('retry' as const) }),
      fc.record({ kind: fc.constant('wait' as const), ms: fc.nat(5000) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 300 }), async (steps) => {
        const clock = createTestClock();
        const budget = new RetryBudget(settings, clock);
        const startedAtMs = clock.nowMs();
        let calls = 0;
        let retries = 0;
        for (const taken of steps) {
          if (taken.kind === 'call') {
            calls += 1;
            budget.deposit();
          } else if (taken.kind === 'wait') await clock.advance(taken.ms);
          else if (budget.withdraw()) retries += 1;
        }
        const seconds = (clock.nowMs() - startedAtMs) / 1000;
        expect(retries).toBeLessThanOrEqual(10 + 0.2 * calls + seconds + 1e-9);
      }),
      { numRuns: 50 },
    );
  });
});
