import { describe, expect, it } from 'vitest';
import { createManualClock } from './manual-clock.js';

describe('createManualClock', () => {
  it('runs what is due in the order of its time, then of its scheduling', async () => {
    const clock = createManualClock(1_000);
    const ran: string[] = [];
    clock.schedule(20, () => ran.push(`b at ${clock.nowMs()}`));
    clock.schedule(10, () => ran.push(`a at ${clock.nowMs()}`));
    clock.schedule(20, () => ran.push(`c at ${clock.nowMs()}`));
    await clock.advance(20);
    expect(ran).toEqual(['a at 1010', 'b at 1020', 'c at 1020']);
    expect(clock.pending).toBe(0);
  });

  it('runs work that a callback or a promise after it schedules within the span', async () => {
    const clock = createManualClock(0);
    const ran: number[] = [];
    const pause = (ms: number) =>
      new Promise<void>((resolve) => {
        clock.schedule(ms, resolve);
      });
    const loop = (async () => {
      for (let turn = 0; turn < 3; turn += 1) {
        await pause(10);
        ran.push(clock.nowMs());
      }
    })();
    await clock.advance(35);
    await loop;
    expect(ran).toEqual([10, 20, 30]);
    expect(clock.nowMs()).toBe(35);
  });

  it('does not run what was cancelled or is not due', async () => {
    const clock = createManualClock();
    const ran: string[] = [];
    const cancel = clock.schedule(5, () => ran.push('cancelled'));
    clock.schedule(100, () => ran.push('later'));
    cancel();
    await clock.advance(50);
    expect(ran).toEqual([]);
    expect(clock.pending).toBe(1);
  });

  it('takes a negative delay for now', async () => {
    const clock = createManualClock(7);
    const ran: number[] = [];
    clock.schedule(-5, () => ran.push(clock.nowMs()));
    await clock.advance(0);
    expect(ran).toEqual([7]);
  });
});
