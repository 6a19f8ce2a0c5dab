import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSlidingMinute } from './sliding-minute.js';

const startMs = Date.UTC(2026, 10, 23);
const steps = fc.array(
  fc.record({ afterMs: fc.integer({ min: 0, max: 20_000 }), amount: fc.integer({ min: 0, max: 50 }) }),
  { maxLength: 80 },
);

describe('a sliding minute', () => {
  it('counts no less than the last 60 seconds and no more than the last 61', () => {
    fc.assert(
      fc.property(steps, (all) => {
        const minute = createSlidingMinute();
        const happened: { atMs: number; amount: number }[] = [];
        let nowMs = startMs;
        const within = (ms: number): number =>
          happened.reduce((sum, one) => sum + (nowMs - one.atMs < ms ? one.amount : 0), 0);
        for (const { afterMs, amount } of all) {
          nowMs += afterMs;
          minute.add(amount, nowMs);
          happened.push({ atMs: nowMs, amount });
          expect(minute.used(nowMs)).toBeGreaterThanOrEqual(within(60_000));
          expect(minute.used(nowMs)).toBeLessThanOrEqual(within(61_000));
        }
      }),
    );
  });

  it('says how long to wait, and then there is room', () => {
    fc.assert(
      fc.property(
        steps,
        fc.integer({ min: 1, max: 100 }),
        fc.integer({ min: 1, max: 100 }),
        (all, limit, wanted) => {
          const minute = createSlidingMinute();
          let nowMs = startMs;
          for (const { afterMs, amount } of all) {
            nowMs += afterMs;
            minute.add(amount, nowMs);
          }
          const waitMs = minute.waitMs(wanted, limit, nowMs);
          if (wanted > limit) {
            expect(waitMs).toBe(minute.used(nowMs) + wanted <= limit ? 0 : Infinity);
            return;
          }
          expect(waitMs).toBeLessThanOrEqual(61_000);
          // In this order, because a minute only moves on.
          if (waitMs > 1) expect(minute.waitMs(wanted, limit, nowMs + waitMs - 1)).toBeGreaterThan(0);
          expect(minute.waitMs(wanted, limit, nowMs + waitMs)).toBe(0);
          const laterMs = nowMs + waitMs;
          expect(minute.used(laterMs + minute.emptyInMs(laterMs))).toBe(0);
        },
      ),
    );
  });

  it('takes back what was counted, but not what is over', () => {
    const minute = createSlidingMinute();
    const mark = minute.add(30, startMs);
    minute.add(5, startMs + 1500);
    minute.giveBack(mark, 10, startMs + 2000);
    expect(minute.used(startMs + 2000)).toBe(25);
    minute.giveBack(mark, 20, startMs + 90_000);
    expect(minute.used(startMs + 90_000)).toBe(0);
  });
});
