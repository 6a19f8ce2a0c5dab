import type { Clock } from '@reg/core';
import { createEventLoopDelay, type DelayWindow } from './event-loop-delay.js';

/** Refuses new calls while the daemon cannot keep up with those it has, so that these are still answered in time. */
export interface OverloadGuard {
  /** Whether a call is taken in. One that is must `leave`, once, however it ends. */
  enter(): boolean;
  leave(): void;
  view(): OverloadView;
  close(): void;
}

/** How the daemon keeps up. */
export interface OverloadView {
  /** How late the event loop was in the last window, milliseconds. */
  readonly delayMs: number;
  /** Calls that may be in flight at once. Absent: any number, for there is no overload. */
  readonly limit?: number;
  /** Calls refused since the start. */
  readonly refused: number;
}

export interface OverloadGuardOptions {
  readonly clock: Clock;
  /** The delay of the event loop from which on there is too much to do, milliseconds. */
  readonly maxDelayMs: number;
  /** So many calls in flight are no overload: the limit never falls below this. */
  readonly minConcurrent: number;
  /** How long the event loop had something to do, in all, milliseconds. */
  activeMs(): number;
  /** Told when calls begin to be refused, and when all are taken in again. */
  onChange?(view: OverloadView): void;
}

/** So long it may be late before anybody is refused: many calls at once are worked off in that time. */
const burstMs = 100;
/**
 * A loop that runs out of work now and then is not overloaded, however late others make it. Processor time would not
 * tell: who has to share a processor has too much to do with half of one already.
 */
const leastBusyRatio = 0.9;
/** The limit begins at so many times the least one: a daemon that has just started is slow for a moment. */
const burstFactor = 4;
/** Of a limit that is too high so much is left at least. */
const leastKept = 0.7;
/** A limit that has room for more work grows by this in each window. */
const growth = 1.05;
/** The overload is over when nobody had to be refused for so long. */
const calmMs = 1000;

/**
 * A limit of calls in flight, found by how late the event loop is. A bare threshold would let in everybody or nobody
 * by turns; and the number of calls is what one can steer by, for a stream goes on costing time long after it was let in.
 */
export function createOverloadGuard(options: OverloadGuardOptions): OverloadGuard {
  const { clock, maxDelayMs, minConcurrent, onChange } = options;
  let inFlight = 0;
  let entered = 0;
  let limit = Number.POSITIVE_INFINITY;
  let delayMs = 0;
  let refused = 0;
  let refusedBefore = 0;
  let lateSinceMs: number | undefined;
  let refusedAtMs = 0;
  let activeMs = 0;
  const isBusy = ({ durationMs }: DelayWindow): boolean => {
    const beforeMs = activeMs;
    activeMs = options.activeMs();
    return activeMs - beforeMs >= leastBusyRatio * durationMs;
  };
  const view = (): OverloadView => ({
    delayMs,
    refused,
    ...(Number.isFinite(limit) ? { limit: Math.floor(limit) } : {}),
  });
  const shrink = (nowMs: number): void => {
    lateSinceMs ??= nowMs;
    const wasLimited = Number.isFinite(limit);
    if (!wasLimited && nowMs - lateSinceMs < burstMs) return;
    const kept = Math.max(leastKept, maxDelayMs / delayMs);
    if (wasLimited) {
      // Streams that were let in go on: until some have ended there is no telling whether the limit is low enough.
      limit = Math.max(minConcurrent, Math.min(limit, Math.max(limit, inFlight) * kept));
      return;
    }
    limit = Math.max(burstFactor * minConcurrent, inFlight * kept);
    refusedAtMs = nowMs;
    onChange?.(view());
  };
  const grow = (nowMs: number): void => {
    lateSinceMs = undefined;
    limit *= growth;
    if (Number.isFinite(limit) && nowMs - refusedAtMs >= calmMs) {
      limit = Number.POSITIVE_INFINITY;
      onChange?.(view());
    }
  };
  const delay = createEventLoopDelay({
    clock,
    mostOfOneMs: 4 * maxDelayMs,
    onWindow(window) {
      delayMs = window.delayMs;
      if (refused > refusedBefore) refusedAtMs = window.endedAtMs;
      refusedBefore = refused;
      const busy = isBusy(window);
      if (busy && delayMs > maxDelayMs) shrink(window.endedAtMs);
      else if (!busy || delayMs <= maxDelayMs / 2) grow(window.endedAtMs);
      const goesOn = inFlight > 0 || entered > 0 || Number.isFinite(limit);
      entered = 0;
      return goesOn;
    },
  });
  return {
    enter() {
      if (inFlight + 1 > limit) {
        refused += 1;
        return false;
      }
      inFlight += 1;
      entered += 1;
      delay.watch();
      return true;
    },
    leave() {
      inFlight -= 1;
    },
    view,
    close: () => {
      delay.stop();
    },
  };
}
