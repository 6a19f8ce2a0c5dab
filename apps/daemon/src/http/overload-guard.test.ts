import { describe, expect, it } from 'vitest';
import { createOverloadGuard, type OverloadView } from './overload-guard.js';

/** An event loop that is as late as a test says, and as busy. */
function createLoop(options: { readonly busyRatio?: number } = {}) {
  const loop = { nowMs: 0, activeMs: 0, busyRatio: options.busyRatio ?? 1, turnEnds: [] as (() => void)[] };
  let timer: { readonly dueMs: number; readonly callback: () => void } | undefined;
  const changes: OverloadView[] = [];
  const guard = createOverloadGuard({
    maxDelayMs: 10,
    minConcurrent: 32,
    activeMs: () => loop.activeMs,
    onTurnEnd: (callback) => loop.turnEnds.push(callback),
    onChange: (view) => changes.push(view),
    clock: {
      nowMs: () => loop.nowMs,
      schedule(delayMs, callback) {
        timer = { dueMs: loop.nowMs + delayMs, callback };
        return () => (timer = undefined);
      },
    },
  });
  const endTurn = (): void => {
    for (const callback of loop.turnEnds.splice(0)) callback();
  };
  /** Lets time go by in which each timer fires so much too late. */
  const run = (durationMs: number, lateMs: number): void => {
    const untilMs = loop.nowMs + durationMs;
    while (timer !== undefined && loop.nowMs < untilMs) {
      const { dueMs, callback } = timer;
      timer = undefined;
      const firedAtMs = Math.max(loop.nowMs, dueMs) + lateMs;
      loop.activeMs += (firedAtMs - loop.nowMs) * loop.busyRatio;
      loop.nowMs = firedAtMs;
      endTurn();
      callback();
    }
  };
  /** How many of so many calls are taken in within one turn, each of which takes so long; they stay in flight. */
  const enter = (calls: number, eachMs = 0): number => {
    let taken = 0;
    for (let call = 0; call < calls; call += 1) {
      if (!guard.enter()) continue;
      taken += 1;
      loop.nowMs += eachMs;
      loop.activeMs += eachMs;
    }
    endTurn();
    return taken;
  };
  const leave = (calls: number): void => {
    for (let call = 0; call < calls; call += 1) guard.leave();
  };
  return { loop, guard, changes, run, enter, leave, isWatched: () => timer !== undefined };
}

describe('an overload guard', () => {
  it('takes any number of calls while the event loop is on time', () => {
    const { guard, run, enter } = createLoop();
    expect(enter(5000, 1)).toBe(5000);
    run(1000, 9);
    expect(enter(5000, 1)).toBe(5000);
    expect(guard.view()).toEqual({ delayMs: 9, refused: 0 });
  });

  it('takes in calls for a while only in each turn when the loop stays late, for half as long the later it is', () => {
    const { guard, run, enter } = createLoop();
    enter(100);
    run(100, 15);
    expect(guard.view().intakeMs).toBe(10);
    run(60, 12.5);
    expect(guard.view().intakeMs).toBe(8);
    run(50, 40);
    expect(guard.view().intakeMs).toBe(4);
    expect(enter(50, 1)).toBe(5);
    expect(enter(50, 1)).toBe(5);
    expect(guard.view().refused).toBe(90);
  });

  it('tells of the first call that is refused, not of a limit that nobody met', () => {
    const { changes, run, enter } = createLoop();
    enter(100);
    run(100, 15);
    expect(changes).toEqual([]);
    enter(50, 1);
    expect(changes).toEqual([{ delayMs: 15, refused: 1, intakeMs: 10 }]);
    run(2000, 1);
    expect(changes.slice(1)).toEqual([{ delayMs: 1, refused: 39 }]);
  });

  it('does not mind one long pause, nor a burst that is worked off at once', () => {
    const { guard, run, enter } = createLoop();
    enter(300);
    run(1, 300);
    run(200, 1);
    run(50, 30);
    run(200, 1);
    expect(enter(300, 1)).toBe(300);
    expect(guard.view().refused).toBe(0);
  });

  it('refuses nobody while only a few calls are in flight, however late the loop is', () => {
    const { run, enter, leave } = createLoop();
    enter(40);
    run(5000, 100);
    leave(40);
    expect(enter(100, 10)).toBe(33);
  });

  it('takes in the first call of each turn, however late the loop is', () => {
    const { guard, run, enter } = createLoop();
    enter(1000);
    run(60_000, 100);
    expect(guard.view().intakeMs).toBe(0.1);
    expect(enter(100, 1)).toBe(1);
    expect(enter(100, 1)).toBe(1);
  });

  it('does not refuse for the sake of calls that only wait for their vendor', () => {
    const { run, enter } = createLoop();
    enter(1000);
    run(100, 15);
    expect(enter(8, 1)).toBe(8);
  });

  it('refuses nobody while the loop runs out of work now and then, however late others make it', () => {
    const { guard, run, enter } = createLoop({ busyRatio: 0.7 });
    enter(200);
    run(5000, 50);
    expect(enter(200, 1)).toBe(200);
    expect(guard.view().refused).toBe(0);
  });

  it('takes in more by and by while there is room, and everybody once nobody had to be refused for a second', () => {
    const { guard, run, enter } = createLoop();
    enter(1000);
    run(1000, 20);
    const { intakeMs = 0 } = guard.view();
    expect(enter(20, 1)).toBeLessThan(20);
    run(300, 2);
    expect(guard.view().intakeMs).toBeGreaterThan(2 * intakeMs);
    run(1000, 2);
    expect(guard.view()).toMatchObject({ delayMs: 2 });
    expect(guard.view().intakeMs).toBeUndefined();
    expect(enter(1000, 1)).toBe(1000);
  });

  it('is over too where the heap is collected every second, and calls come meanwhile', () => {
    const { guard, run, enter, leave } = createLoop();
    enter(1000);
    run(180, 20);
    leave(enter(20, 1));
    run(600, 2);
    expect(guard.view().intakeMs).toBe(10);
    for (let second = 0; second < 2; second += 1) {
      // So long one timer waits, and who came by then comes at once.
      run(1, 70);
      leave(enter(60, 0.25));
      run(800, 2);
    }
    expect(guard.view().refused).toBeGreaterThan(0);
    expect(guard.view().intakeMs).toBeUndefined();
  });

  it('watches the loop only while there is something to watch', () => {
    const { guard, run, enter, leave, isWatched } = createLoop();
    expect(isWatched()).toBe(false);
    enter(1);
    leave(1);
    run(200, 0);
    expect(isWatched()).toBe(false);
    enter(1);
    run(200, 0);
    expect(isWatched()).toBe(true);
    guard.close();
    expect(isWatched()).toBe(false);
  });
});
