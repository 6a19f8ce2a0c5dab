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
  /** How long calls are taken in within one turn of the event loop, milliseconds. Absent: for as long as some come. */
  readonly intakeMs?: number;
  /** Calls refused since the start. */
  readonly refused: number;
}

export interface OverloadGuardOptions {
  readonly clock: Clock;
  /** The delay of the event loop from which on there is too much to do, milliseconds. */
  readonly maxDelayMs: number;
  /** So many calls in flight are no overload: none is refused while there are fewer. */
  readonly minConcurrent: number;
  /** How long the event loop had something to do, in all, milliseconds. */
  activeMs(): number;
  /** Calls back once this turn of the event loop is over. */
  onTurnEnd(callback: () => void): void;
  /** Told when calls begin to be refused, and when all are taken in again. */
  onChange?(view: OverloadView): void;
}

/**
 * A loop that runs out of work now and then is not overloaded, however late others make it. Processor time would not
 * tell: who has to share a processor has too much to do with half of one already.
 */
const leastBusyRatio = 0.9;
/** Of a time for taking in calls that is too long so much is left at least. */
const leastKept = 0.5;
/** A time for taking in calls that leaves room for more grows by this in each window. */
const growth = 1.25;
/** Of `maxDelayMs`. Streams alone can be too much: then it is the first call of each turn that is taken in. */
const leastIntakeRatio = 0.01;
/** The overload is over when for so long nobody had to be refused, but for what came during a single pause. */
const calmMs = 1000;

/**
 * Under overload, takes in calls for a while only in each turn of the event loop, and refuses the rest of what has come
 * by then; how long, is found by how late the loop is. A threshold alone would let in everybody or nobody by turns, and
 * a limit of calls in flight would refuse for the sake of those who wait for their vendor, which costs nothing.
 */
export function createOverloadGuard(options: OverloadGuardOptions): OverloadGuard {
  const { clock, maxDelayMs, minConcurrent, onChange } = options;
  let inFlight = 0;
  let entered = 0;
  let intakeMs = Number.POSITIVE_INFINITY;
  let turnBeganAtMs: number | undefined;
  let delayMs = 0;
  let refused = 0;
  let refusedBefore = 0;
  let isRefusing = false;
  let wasLate = false;
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
    ...(Number.isFinite(intakeMs) ? { intakeMs } : {}),
  });
  const endTurn = (): void => {
    turnBeganAtMs = undefined;
  };
  /** The first call of a turn is taken in whatever comes, so that the daemon never does nothing but refuse. */
  const isTurnFull = (): boolean => {
    const nowMs = clock.nowMs();
    if (turnBeganAtMs !== undefined) return nowMs - turnBeganAtMs > intakeMs;
    turnBeganAtMs = nowMs;
    options.onTurnEnd(endTurn);
    return false;
  };
  const refuse = (): void => {
    refused += 1;
    if (isRefusing) return;
    isRefusing = true;
    onChange?.(view());
  };
  const shrink = (nowMs: number): void => {
    if (Number.isFinite(intakeMs)) {
      const kept = Math.max(leastKept, maxDelayMs / delayMs);
      intakeMs = Math.max(leastIntakeRatio * maxDelayMs, intakeMs * kept);
    } else {
      intakeMs = maxDelayMs;
      refusedAtMs = nowMs;
    }
  };
  const grow = (nowMs: number): void => {
    if (!Number.isFinite(intakeMs)) return;
    intakeMs = Math.min(maxDelayMs, intakeMs * growth);
    if (nowMs - refusedAtMs < calmMs) return;
    intakeMs = Number.POSITIVE_INFINITY;
    if (isRefusing) onChange?.(view());
    isRefusing = false;
  };
  const delay = createEventLoopDelay({
    clock,
    mostOfOneMs: 4 * maxDelayMs,
    onWindow(window) {
      delayMs = window.delayMs;
      const busy = isBusy(window);
      const isLate = busy && delayMs > maxDelayMs;
      const hasRoom = !busy || delayMs <= maxDelayMs / 2;
      // Many calls at once are worked off within a window, and the heap is collected in one: with the longest intake, or
      // without any bound, a single late window is a pause, and who is refused in it came with too many others.
      const isPause = intakeMs >= maxDelayMs && (hasRoom || (isLate && !wasLate));
      if (refused > refusedBefore && !isPause) refusedAtMs = window.endedAtMs;
      refusedBefore = refused;
      if (isLate && !isPause) shrink(window.endedAtMs);
      if (hasRoom) grow(window.endedAtMs);
      wasLate = isLate || (wasLate && !hasRoom);
      const goesOn = inFlight > 0 || entered > 0 || Number.isFinite(intakeMs);
      entered = 0;
      return goesOn;
    },
  });
  return {
    enter() {
      if (Number.isFinite(intakeMs) && inFlight >= minConcurrent && isTurnFull()) {
        refuse();
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
