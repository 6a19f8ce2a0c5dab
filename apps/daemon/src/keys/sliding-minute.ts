/** How much happened in the last minute. */
export interface SlidingMinute {
  used(nowMs: number): number;
  /** Counts, and answers the mark by which {@link SlidingMinute.giveBack} finds it again. */
  add(amount: number, nowMs: number): number;
  /** Takes back what was counted under a mark, if that is not over anyway. */
  giveBack(mark: number, amount: number, nowMs: number): void;
  /** Milliseconds until `amount` more fits under `limit`; 0 when it does now, infinite when it never will. */
  waitMs(amount: number, limit: number, nowMs: number): number;
  /** Milliseconds until all of it is over; 0 when it is. */
  emptyInMs(nowMs: number): number;
}

const slotMs = 1000;
/** One more than a minute has: the window begins in the middle of a slot, and that whole slot counts. */
const slots = 61;

/**
 * Sums by the second in fixed memory. Up to a second more than a minute is counted, never less: whoever keeps the
 * sum under a limit has kept it in every window of 60 seconds.
 */
export function createSlidingMinute(): SlidingMinute {
  const sums = new Float64Array(slots);
  let newest = 0;
  let total = 0;

  const moveTo = (nowMs: number): void => {
    const slot = Math.floor(nowMs / slotMs);
    // Time that goes back a little stays in its slot; a clock that was set back far starts anew.
    if (slot - newest >= slots || newest - slot >= slots) {
      sums.fill(0);
      total = 0;
      newest = slot;
    }
    while (newest < slot) {
      newest += 1;
      total -= sums[newest % slots] ?? 0;
      sums[newest % slots] = 0;
    }
  };
  const change = (slot: number, amount: number): void => {
    sums[slot % slots] = (sums[slot % slots] ?? 0) + amount;
    total += amount;
  };

  return {
    used(nowMs) {
      moveTo(nowMs);
      return total;
    },
    add(amount, nowMs) {
      moveTo(nowMs);
      change(newest, amount);
      return newest;
    },
    giveBack(mark, amount, nowMs) {
      moveTo(nowMs);
      if (mark > newest - slots && mark <= newest) change(mark, -Math.min(amount, sums[mark % slots] ?? 0));
    },
    waitMs(amount, limit, nowMs) {
      moveTo(nowMs);
      if (total + amount <= limit) return 0;
      if (amount > limit) return Infinity;
      let left = total;
      for (let slot = newest - slots + 1; slot <= newest; slot += 1) {
        left -= sums[slot % slots] ?? 0;
        if (left + amount <= limit) return (slot + slots) * slotMs - nowMs;
      }
      return slots * slotMs;
    },
    emptyInMs(nowMs) {
      moveTo(nowMs);
      for (let slot = newest; slot > newest - slots; slot -= 1) {
        if ((sums[slot % slots] ?? 0) > 0) return (slot + slots) * slotMs - nowMs;
      }
      return 0;
    },
  };
}
