import { describe, expect, it } from 'vitest';
import { systemClock } from './clock.js';

describe('systemClock', () => {
  it('never calls back while its own clock still says that it is too early', async () => {
    const earlyMs = await Promise.all(
      Array.from({ length: 300 }, async (_, index) => {
        await new Promise<void>((resolve) => systemClock.schedule(index, resolve));
        const dueMs = systemClock.nowMs() + 20;
        await new Promise<void>((resolve) => systemClock.schedule(20, resolve));
        return dueMs - systemClock.nowMs();
      }),
    );
    expect(Math.max(...earlyMs)).toBeLessThanOrEqual(0);
  });

  it('waits the longest time there is rather than none at all', async () => {
    let called = false;
    const cancel = systemClock.schedule(2 ** 31, () => {
      called = true;
    });
    await new Promise<void>((resolve) => systemClock.schedule(5, resolve));
    cancel();
    expect(called).toBe(false);
  });
});
