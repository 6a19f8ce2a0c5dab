import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { retryDelayMs } from './retry-delay.js';

describe('retryDelayMs', () => {
  const settings = { attempts: 5, backoffBaseMs: 500, backoffMaxMs: 4000 };

  it('spreads over the whole bound, which doubles up to the maximum', () => {
    const bounds = [1, 2, 3, 4, 5].map((retry) => retryDelayMs(retry, settings, { random: () => 1 }));
    expect(bounds).toEqual([500, 1000, 2000, 4000, 4000]);
    expect(retryDelayMs(3, settings, { random: () => 0 })).toBe(0);
  });

  it('law: never shorter than Retry-After, never longer than the bound without one', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        fc.option(fc.nat(1e9), { nil: undefined }),
        (retry, random, retryAfterMs) => {
          const delayMs = retryDelayMs(retry, settings, { random: () => random, retryAfterMs });
          expect(delayMs).toBeGreaterThanOrEqual(retryAfterMs ?? 0);
          if (retryAfterMs === undefined) expect(delayMs).toBeLessThanOrEqual(settings.backoffMaxMs);
        },
      ),
    );
  });
});
