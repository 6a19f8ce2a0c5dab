import type { Clock } from '@reg/core';

/** One window in which the event loop was watched. */
export interface DelayWindow {
  /** How late a timer was in the mean, milliseconds: about half of what a request waits for its turn. */
  readonly delayMs: number;
  readonly durationMs: number;
  readonly endedAtMs: number;
}

export interface EventLoopDelayOptions {
  readonly clock: Clock;
  /** A single pause counts as no more than this, milliseconds: a collected heap or a large body is no overload. */
  readonly mostOfOneMs: number;
  /** Told of each window; watching goes on for as long as the answer is true. */
  onWindow(window: DelayWindow): boolean;
}

/** How late the event loop gets to its work, watched only while somebody wants to know. */
export interface EventLoopDelay {
  /** Begins to watch, unless that is so already. */
  watch(): void;
  stop(): void;
}

const sampleEveryMs = 10;
/** Five samples when nothing is late, and one when all is. */
const windowMs = 50;

export function createEventLoopDelay({
  clock,
  mostOfOneMs,
  onWindow,
}: EventLoopDelayOptions): EventLoopDelay {
  let cancel: (() => void) | undefined;
  let beganAtMs = 0;
  let samples = 0;
  let lateMs = 0;
  const begin = (nowMs: number): void => {
    beganAtMs = nowMs;
    samples = 0;
    lateMs = 0;
  };
  const sample = (): void => {
    const dueAtMs = clock.nowMs() + sampleEveryMs;
    cancel = clock.schedule(sampleEveryMs, () => {
      const nowMs = clock.nowMs();
      samples += 1;
      lateMs += Math.min(mostOfOneMs, Math.max(0, nowMs - dueAtMs));
      cancel = undefined;
      if (nowMs - beganAtMs >= windowMs) {
        const goesOn = onWindow({
          delayMs: lateMs / samples,
          durationMs: nowMs - beganAtMs,
          endedAtMs: nowMs,
        });
        if (!goesOn) return;
        begin(nowMs);
      }
      sample();
    });
  };
  return {
    watch() {
      if (cancel !== undefined) return;
      begin(clock.nowMs());
      sample();
    },
    stop() {
      cancel?.();
      cancel = undefined;
    },
  };
}
