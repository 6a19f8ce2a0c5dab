import { describe, expect, it } from 'vitest';
import { createTestClock } from '../../test/manual-clock.js';
import { APIUserAbortError, ConcurrencyLimitedError } from '../errors/api-error.js';
import { ConcurrencyLimit } from './concurrency-limit.js';

function createLimit(maxConcurrent: number, maxQueued = 0, queueTimeoutMs = 1000) {
  const clock = createTestClock();
  return { clock, limit: new ConcurrencyLimit('glm', { maxConcurrent, maxQueued, queueTimeoutMs }, clock) };
}

describe('ConcurrencyLimit', () => {
  it('admits as many as allowed and refuses the next with an error that names the provider', async () => {
    const { limit } = createLimit(2);
    await limit.acquire();
    await limit.acquire();
    await expect(limit.acquire()).rejects.toSatisfy(
      (error) => ConcurrencyLimitedError.isInstance(error) && error.message.includes('glm'),
    );
    expect(limit.inFlight).toBe(2);
  });

  it('hands a place over in the order of arrival', async () => {
    const { limit } = createLimit(1, 3);
    const order: string[] = [];
    const release = await limit.acquire();
    const waiting = ['first', 'second', 'third'].map(async (name) => {
      const done = await limit.acquire();
      order.push(name);
      done();
    });
    release();
    await Promise.all(waiting);
    expect(order).toEqual(['first', 'second', 'third']);
    expect(limit.inFlight).toBe(0);
  });

  it('gives up waiting after the queue timeout and frees the place in the queue', async () => {
    const { clock, limit } = createLimit(1, 1);
    const release = await limit.acquire();
    const first = limit.acquire().catch((error: unknown) => error);
    await clock.advance(1000);
    expect(ConcurrencyLimitedError.isInstance(await first)).toBe(true);
    const second = limit.acquire();
    release();
    await expect(second).resolves.toBeTypeOf('function');
  });

  it('says when to come back, whether the queue was full or the wait too long', async () => {
    const { clock, limit } = createLimit(1, 1);
    await limit.acquire();
    const waited = limit.acquire().catch((error: unknown) => error);
    await expect(limit.acquire()).rejects.toMatchObject({ retryAfterMs: 1000 });
    await clock.advance(1000);
    expect(await waited).toMatchObject({ retryAfterMs: 1000 });
  });

  it('leaves the queue when the caller aborts', async () => {
    const { limit } = createLimit(1, 1);
    await limit.acquire();
    const controller = new AbortController();
    const waiting = limit.acquire(controller.signal).catch((error: unknown) => error);
    controller.abort();
    expect(APIUserAbortError.isInstance(await waiting)).toBe(true);
  });

  it('gives a place back once', async () => {
    const { limit } = createLimit(1);
    const release = await limit.acquire();
    release();
    release();
    await limit.acquire();
    await expect(limit.acquire()).rejects.toThrow('concurrency limit');
  });

  it('adapts: less after an overload, once for all that were in flight, and more while all goes well', async () => {
    const clock = createTestClock();
    const limit = new ConcurrencyLimit(
      'glm',
      { adaptive: true, maxConcurrent: 10, maxQueued: 0, queueTimeoutMs: 0 },
      clock,
    );
    const fill = async () => {
      const places: Awaited<ReturnType<typeof limit.acquire>>[] = [];
      while (limit.hasPlace) places.push(await limit.acquire());
      return places;
    };
    const all = await fill();
    expect(all).toHaveLength(10);
    for (const release of all) release('overload');
    expect(await fill()).toHaveLength(7);
  });

  it('comes back to the maximum when the vendor recovered, and never falls below one', async () => {
    const clock = createTestClock();
    const limit = new ConcurrencyLimit(
      'glm',
      { adaptive: true, maxConcurrent: 4, maxQueued: 0, queueTimeoutMs: 0 },
      clock,
    );
    for (let failure = 0; failure < 20; failure += 1) {
      const release = await limit.acquire();
      release('overload');
      await clock.advance(1000);
    }
    const only = await limit.acquire();
    expect(limit.hasPlace).toBe(false);
    only('other');
    for (let round = 0; round < 20; round += 1) {
      const places: Awaited<ReturnType<typeof limit.acquire>>[] = [];
      while (limit.hasPlace) places.push(await limit.acquire());
      for (const release of places) release('success');
    }
    const places: unknown[] = [];
    while (limit.hasPlace) places.push(await limit.acquire());
    expect(places).toHaveLength(4);
  });
});
