import type { KeyLimits } from './client-key.js';

/** What a key has spent, as it is kept over a restart. */
export interface SpentMoney {
  /** `2026-11-23`, UTC. */
  readonly day: string;
  readonly dayUsd: number;
  /** `2026-11`, UTC. */
  readonly month: string;
  readonly monthUsd: number;
  /** Calls of this month that used tokens of unknown price: they are in no sum. */
  readonly unpricedCalls: number;
}

/** What is left of the tighter one of a key's budgets. */
export interface BudgetLeft {
  readonly period: 'day' | 'month';
  readonly budgetUsd: number;
  /** Neither spent nor held by a call in progress; may be negative. */
  readonly leftUsd: number;
  /** Held by calls in progress: part of it may come back. */
  readonly heldUsd: number;
  /** When the next period begins, milliseconds since the epoch. */
  readonly resetAtMs: number;
}

/** What a call did cost, as far as that is known. */
export interface CallCost {
  readonly costUsd: number;
  /** Whether it used tokens of unknown price. */
  readonly unpriced: boolean;
}

/** The money of one key. */
export interface BudgetLedger {
  /** Absent when the key has no budget. */
  left(limits: KeyLimits, nowMs: number): BudgetLeft | undefined;
  /** Sets money aside for a call; the answered function turns that into what the call did cost. Call it once. */
  hold(usd: number): (cost: CallCost, nowMs: number) => void;
  spent(nowMs: number): SpentMoney;
  /** What calls of this process hold now, and what they cost since it started. */
  readonly own: OwnMoney;
  /** What calls of other processes hold now, against the same budgets. */
  holdElsewhere(usd: number): void;
  /** Counts what calls of other processes did cost. */
  countElsewhere(cost: { readonly costUsd: number; readonly unpricedCalls: number }, nowMs: number): void;
  /** Takes over what another process knows of the present periods, where that is more. */
  adopt(told: SpentMoney, nowMs: number): void;
}

export interface OwnMoney {
  readonly heldUsd: number;
  readonly costUsd: number;
  readonly unpricedCalls: number;
}

/**
 * Sums by calendar day and month, UTC. A call is held against its budgets before it begins and counted when it ended,
 * so calls that run side by side cannot spend the same money twice.
 */
export function createBudgetLedger(saved?: SpentMoney): BudgetLedger {
  let spent = saved;
  let own: OwnMoney = { heldUsd: 0, costUsd: 0, unpricedCalls: 0 };
  let elsewhereUsd = 0;

  const present = (nowMs: number): SpentMoney => {
    const day = dayOf(nowMs);
    if (spent?.day !== day) spent = rolledTo(day, spent);
    return spent;
  };

  const count = (costUsd: number, unpricedCalls: number, nowMs: number): void => {
    const before = present(nowMs);
    spent = {
      ...before,
      dayUsd: before.dayUsd + costUsd,
      monthUsd: before.monthUsd + costUsd,
      unpricedCalls: before.unpricedCalls + unpricedCalls,
    };
  };

  return {
    left(limits, nowMs) {
      const heldUsd = own.heldUsd + elsewhereUsd;
      const { dayUsd, monthUsd } = present(nowMs);
      const { budgetUsdPerDay, budgetUsdPerMonth } = limits;
      const day =
        budgetUsdPerDay === undefined
          ? undefined
          : leftOf('day', budgetUsdPerDay, { spentUsd: dayUsd, heldUsd, nowMs });
      const month =
        budgetUsdPerMonth === undefined
          ? undefined
          : leftOf('month', budgetUsdPerMonth, { spentUsd: monthUsd, heldUsd, nowMs });
      if (day === undefined || month === undefined) return day ?? month;
      return day.leftUsd < month.leftUsd ? day : month;
    },
    hold(usd) {
      own = { ...own, heldUsd: own.heldUsd + usd };
      return ({ costUsd, unpriced }, nowMs) => {
        const unpricedCalls = Number(unpriced);
        own = {
          // Never below nothing: sums of fractions are not exact.
          heldUsd: Math.max(0, own.heldUsd - usd),
          costUsd: own.costUsd + costUsd,
          unpricedCalls: own.unpricedCalls + unpricedCalls,
        };
        count(costUsd, unpricedCalls, nowMs);
      };
    },
    spent: present,
    get own() {
      return own;
    },
    holdElsewhere(usd) {
      elsewhereUsd = usd;
    },
    countElsewhere({ costUsd, unpricedCalls }, nowMs) {
      count(costUsd, unpricedCalls, nowMs);
    },
    adopt(told, nowMs) {
      const before = present(nowMs);
      const now = rolledTo(before.day, told);
      spent = {
        ...before,
        dayUsd: Math.max(before.dayUsd, now.dayUsd),
        monthUsd: Math.max(before.monthUsd, now.monthUsd),
        unpricedCalls: Math.max(before.unpricedCalls, now.unpricedCalls),
      };
    },
  };
}

/** What is still true of an earlier day's sums. */
export function rolledTo(day: string, before: SpentMoney | undefined): SpentMoney {
  const month = day.slice(0, 7);
  const sameMonth = before?.month === month ? before : undefined;
  return {
    day,
    dayUsd: before?.day === day ? before.dayUsd : 0,
    month,
    monthUsd: sameMonth?.monthUsd ?? 0,
    unpricedCalls: sameMonth?.unpricedCalls ?? 0,
  };
}

export function dayOf(nowMs: number): string {
  return new Date(nowMs).toISOString().slice(0, 10);
}

function leftOf(
  period: BudgetLeft['period'],
  budgetUsd: number,
  state: { readonly spentUsd: number; readonly heldUsd: number; readonly nowMs: number },
): BudgetLeft {
  const { spentUsd, heldUsd, nowMs } = state;
  return {
    period,
    budgetUsd,
    leftUsd: budgetUsd - spentUsd - heldUsd,
    heldUsd,
    resetAtMs: nextPeriodMs(period, nowMs),
  };
}

function nextPeriodMs(period: BudgetLeft['period'], nowMs: number): number {
  const now = new Date(nowMs);
  return period === 'day'
    ? Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate() + 1)
    : Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1);
}
