import { describe, expect, it } from 'vitest';
import { createOverloadGuard, type OverloadView } from './overload-guard.js';

/** An event loop that is as late as a test says, and as busy. */
function createLoop(options: { readonly busyRatio?: number } = {}) {
  const loop = { nowMs: 0, activeMs: 0, busyRatio: options.busyRatio ?? 1, lateMs: 0 };
  let timer: { readonly dueMs: number; readonly callback: () => void } | undefined;
  const changes: OverloadView[] = [];
  const guard = createOverloadGuard({
    maxDelayMs: 10,
    minConcurrent: 32,
    activeMs: () => loop.activeMs,
    onChange: (view) => changes.push(view),
    clock: {
      nowMs: () => loop.nowMs,
      schedule(delayMs, callback) {
        timer = { dueMs: loop.nowMs + delayMs, callback };
        return () => (timer = undefined);
      },
    },
  });
  /** Lets time go by in which each timer fires so much too late. */
  const run = (durationMs: number, lateMs: number): void => {
    const untilMs = loop.nowMs + durationMs;
    while (timer !== undefined && loop.nowMs < untilMs) {
      const { dueMs, callback } = timer;
      timer = undefined;
      loop.activeMs += (dueMs + lateMs - loop.nowMs) * loop.busyRatio;
      loop.nowMs = dueMs + lateMs;
      callback();
    }
  };
  /** How many of so many calls are taken in; they stay in flight. */
  const enter = (calls: number): number =>
    Array.from({ length: calls }, () => guard.enter()).filter((taken) => taken).length;
  return { loop, guard, changes, run, enter, isWatched: () => timer !== undefined };
}

describe('an overload guard', () => {
  it('takes any number of calls while the event loop is on time', () => {
    const { guard, run, enter } = createLoop();
    expect(enter(5000)).toBe(5000);
    run(1000, 9);
    expect(enter(5000)).toBe(5000);
    expect(guard.view()).toEqual({ delayMs: 9, refused: 0 });
  });

  it('refuses calls when the loop stays late, and keeps the number in flight below what it was', () => {
    const { guard, changes, run, enter } = createLoop();
    enter(1000);
    run(300, 12.5);
    expect(changes).toEqual([{ delayMs: 12.5, refused: 0, limit: 800 }]);
    expect(enter(10)).toBe(0);
    for (let call = 0; call < 204; call += 1) guard.leave();
    expect(enter(10)).toBe(4);
    expect(guard.view().refused).toBe(16);
  });

  it('does not mind one long pause, nor a burst that is worked off at once', () => {
    const { changes, run, enter } = createLoop();
    enter(300);
    run(1, 300);
    run(200, 1);
    run(90, 30);
    run(200, 1);
    expect(changes).toEqual([]);
  });

  it('never goes below a few calls, however late the loop is', () => {
    const { run, enter, guard } = createLoop();
    enter(40);
    run(5000, 100);
    for (let call = 0; call < 40; call += 1) guard.leave();
    expect(enter(100)).toBe(32);
  });

  it('does not go on lowering the limit while the streams that were let in have not ended', () => {
    const { guard, run, enter } = createLoop();
    enter(1000);
    run(10_000, 12.5);
    expect(guard.view().limit).toBe(800);
  });

  it('takes in a burst whole, and fewer when it does not end', () => {
    const { guard, run, enter } = createLoop();
    enter(10);
    run(150, 15);
    expect(guard.view().limit).toBe(128);
    expect(enter(200)).toBe(118);
    for (let call = 0; call < 100; call += 1) guard.leave();
    run(500, 15);
    expect(guard.view().limit).toBe(32);
  });

  it('refuses nobody while the loop runs out of work now and then, however late others make it', () => {
    const { changes, run, enter } = createLoop({ busyRatio: 0.7 });
    enter(200);
    run(5000, 50);
    expect(changes).toEqual([]);
  });

  it('takes in more by and by while there is room, and everybody once nobody had to be refused for a second', () => {
    const { guard, changes, run, enter } = createLoop();
    enter(1000);
    run(300, 20);
    const { limit = 0 } = guard.view();
    enter(1);
    run(400, 2);
    expect(guard.view().limit).toBeGreaterThan(limit);
    run(1000, 2);
    expect(changes.at(-1)).toEqual({ delayMs: 2, refused: 1 });
    expect(enter(1000)).toBe(1000);
  });

  it('watches the loop only while there is something to watch', () => {
    const { guard, run, enter, isWatched } = createLoop();
    expect(isWatched()).toBe(false);
    enter(1);
    guard.leave();
    run(200, 0);
    expect(isWatched()).toBe(false);
    enter(1);
    run(200, 0);
    expect(isWatched()).toBe(true);
    guard.close();
    expect(isWatched()).toBe(false);
  });
});
