import type { Clock } from '../src/index.js';

/** Time that moves only when a test says so. Core cannot use the testkit's, which depends on core. */
export function createTestClock(startMs = 1_000_000): Clock & { advance(ms: number): Promise<void> } {
  let nowMs = startMs;
  const timers = new Set<{ readonly atMs: number; readonly callback: () => void }>();
  // A turn of the event loop: everything that waits for no timer has come to its end, however long its way was.
  const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  return {
    nowMs: () => nowMs,
    schedule(delayMs, callback) {
      const timer = { atMs: nowMs + delayMs, callback };
      timers.add(timer);
      return () => {
        timers.delete(timer);
      };
    },
    async advance(ms) {
      const endMs = nowMs + ms;
      await settle();
      for (;;) {
        const next = [...timers]
          .filter((timer) => timer.atMs <= endMs)
          .toSorted((left, right) => left.atMs - right.atMs)[0];
        if (next === undefined) break;
        timers.delete(next);
        nowMs = Math.max(nowMs, next.atMs);
        next.callback();
        await settle();
      }
      nowMs = endMs;
      await settle();
    },
  };
}
