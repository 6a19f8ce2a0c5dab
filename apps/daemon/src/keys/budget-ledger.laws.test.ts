import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createBudgetLedger, rolledTo, dayOf } from './budget-ledger.js';

const noon = Date.UTC(2026, 10, 23, 12);
const dayMs = 86_400_000;
const limits = { budgetUsdPerDay: 1, budgetUsdPerMonth: 2.5 };
const anything = fc.double({ min: 0, max: 1, noNaN: true });

/** A call begins and may cost a share of what is left; or one in progress ends, for a share of what it held. */
const event = fc.oneof(
  fc.record({ type: fc.constant('begin' as const), share: anything }),
  fc.record({ type: fc.constant('end' as const), which: fc.nat(), share: anything }),
  fc.record({ type: fc.constant('wait' as const), ms: fc.integer({ min: 0, max: dayMs }) }),
);

describe('a budget', () => {
  it('is never spent twice, whatever runs side by side, and holds nothing when all is over', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 60 }), (events) => {
        const ledger = createBudgetLedger();
        const open: { settle: ReturnType<typeof ledger.hold>; heldUsd: number }[] = [];
        const sums = new Map<string, number>();
        let nowMs = noon;
        const end = (index: number, share: number): void => {
          const [call] = open.splice(index, 1);
          if (call === undefined) return;
          const costUsd = call.heldUsd * share;
          call.settle({ costUsd, unpriced: false }, nowMs);
          for (const period of [dayOf(nowMs), dayOf(nowMs).slice(0, 7)])
            sums.set(period, (sums.get(period) ?? 0) + costUsd);
        };
        for (const one of events) {
          if (one.type === 'wait') nowMs += one.ms;
          else if (one.type === 'end') end(open.length === 0 ? 0 : one.which % open.length, one.share);
          else {
            const leftUsd = ledger.left(limits, nowMs)?.leftUsd ?? 0;
            const heldUsd = Math.max(0, leftUsd) * one.share;
            open.push({ settle: ledger.hold(heldUsd), heldUsd });
          }
          // What was held over midnight is counted on the day on which it ended.
          const heldUsd = open.reduce((sum, call) => sum + call.heldUsd, 0);
          const { dayUsd, monthUsd } = ledger.spent(nowMs);
          expect(dayUsd).toBeCloseTo(sums.get(dayOf(nowMs)) ?? 0, 9);
          expect(monthUsd).toBeCloseTo(sums.get(dayOf(nowMs).slice(0, 7)) ?? 0, 9);
          expect(dayUsd + heldUsd).toBeLessThanOrEqual(limits.budgetUsdPerDay + 1e-9);
          expect(monthUsd + heldUsd).toBeLessThanOrEqual(limits.budgetUsdPerMonth + 1e-9);
        }
        while (open.length > 0) end(0, 1);
        expect(ledger.left(limits, nowMs)?.heldUsd).toBeCloseTo(0, 9);
      }),
    );
  });

  it('begins anew at midnight UTC, and the month on its first', () => {
    const last = Date.UTC(2026, 10, 30, 23, 59);
    const ledger = createBudgetLedger();
    ledger.hold(0.4)({ costUsd: 0.4, unpriced: true }, last);
    expect(ledger.spent(last)).toEqual({
      ...{ day: '2026-11-30', dayUsd: 0.4, month: '2026-11', monthUsd: 0.4, unpricedCalls: 1 },
    });
    expect(ledger.left({ budgetUsdPerDay: 1 }, last)).toMatchObject({
      ...{ period: 'day', leftUsd: 0.6, resetAtMs: Date.UTC(2026, 11, 1) },
    });
    expect(ledger.spent(last + 60_000)).toMatchObject({ day: '2026-12-01', dayUsd: 0, monthUsd: 0 });
    expect(rolledTo('2026-12-01', undefined)).toMatchObject({ dayUsd: 0, monthUsd: 0, unpricedCalls: 0 });
  });

  it('tells of the tighter of two, and of none where there is none', () => {
    const ledger = createBudgetLedger({
      ...{ day: '2026-11-23', dayUsd: 0.1, month: '2026-11', monthUsd: 2.4, unpricedCalls: 0 },
    });
    expect(ledger.left(limits, noon)).toMatchObject({ period: 'month', resetAtMs: Date.UTC(2026, 11, 1) });
    expect(ledger.left({}, noon)).toBeUndefined();
  });
});
