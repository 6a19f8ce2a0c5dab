import type { Clock } from '@reg/core';

/** A clock that stands still until it is told to move, so that a test of an hour takes no time. */
export interface ManualClock extends Clock {
  /**
   * Moves time on by `ms` milliseconds and runs what became due, in order of time and then of scheduling. After
   * each callback pending promises settle, so that work which schedules more work within the span runs too.
   */
  advance(ms: number): Promise<void>;
  /** How many callbacks wait for their time. */
  readonly pending: number;
}

interface Alarm {
  readonly atMs: number;
  readonly order: number;
  readonly callback: () => void;
}

/**
 * @param startMs the first reading, milliseconds since the epoch.
 * @default startMs 1767225600000 (2026-01-01T00:00:00Z), so that dates made from it look like dates.
 */
export function createManualClock(startMs = 1_767_225_600_000): ManualClock {
  const alarms = new Set<Alarm>();
  let nowMs = startMs;
  let scheduled = 0;
  return {
    nowMs: () => nowMs,
    schedule(delayMs, callback) {
      // Like a real timer, which takes NaN and negative delays for "as soon as possible".
      const atMs = nowMs + (delayMs > 0 ? delayMs : 0);
      const alarm: Alarm = { atMs, order: scheduled++, callback };
      alarms.add(alarm);
      return () => {
        alarms.delete(alarm);
      };
    },
    async advance(ms) {
      const untilMs = nowMs + ms;
      await settle();
      for (let next = nextAlarm(alarms, untilMs); next !== undefined; next = nextAlarm(alarms, untilMs)) {
        alarms.delete(next);
        nowMs = Math.max(nowMs, next.atMs);
        next.callback();
        await settle();
      }
      nowMs = Math.max(nowMs, untilMs);
    },
    get pending() {
      return alarms.size;
    },
  };
}

function nextAlarm(alarms: ReadonlySet<Alarm>, untilMs: number): Alarm | undefined {
  let first: Alarm | undefined;
  for (const alarm of alarms) {
    if (alarm.atMs > untilMs) continue;
    const isEarlier =
      first === undefined ||
      alarm.atMs < first.atMs ||
      (alarm.atMs === first.atMs && alarm.order < first.order);
    if (isEarlier) first = alarm;
  }
  return first;
}

/** One turn of the event loop: every promise that can settle without input or output has settled after it. */
function settle(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
