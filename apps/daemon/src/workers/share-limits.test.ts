import { loadConfig, type ConfigInput } from '@reg/config';
import { describe, expect, it } from 'vitest';
import { shareOf, workersFor } from './share-limits.js';

const configWith = (overrides: ConfigInput) =>
  loadConfig({ env: {}, cwd: '/', envFile: false, configFile: false, overrides });

describe('the limits of several workers', () => {
  it('add up to what is configured', () => {
    const config = configWith({
      providers: { kimi: { limits: { maxConcurrent: 7, maxConcurrentPerKey: 5, maxQueued: 10 } } },
      retry: { budgetPerSecond: 3, budgetBurst: 20 },
    });
    const shares = [1, 2, 3].map((worker) => shareOf(config, { worker, count: 3 }));
    const limits = shares.map(({ providers }) => providers['kimi']?.limits);
    expect(limits.map((one) => one?.maxConcurrent)).toEqual([3, 2, 2]);
    expect(limits.map((one) => one?.maxConcurrentPerKey)).toEqual([2, 2, 1]);
    expect(limits.map((one) => one?.maxQueued)).toEqual([4, 3, 3]);
    expect(shares.map(({ retry }) => retry.budgetPerSecond)).toEqual([1, 1, 1]);
    expect(shares.map(({ retry }) => retry.budgetBurst)).toEqual([7, 7, 6]);
    expect(shares[0]?.providers['glm']?.limits).not.toHaveProperty('maxConcurrent');
  });

  it('leave no worker without a place', () => {
    const limited = { kimi: { limits: { maxConcurrent: 8, maxConcurrentPerKey: 3 } } };
    expect(workersFor(configWith({ server: { workers: 4 }, providers: limited }))).toBe(3);
    const off = { kimi: { enabled: false, limits: { maxConcurrent: 1 } } };
    expect(workersFor(configWith({ server: { workers: 4 }, providers: off }))).toBe(4);
    expect(workersFor(configWith({}))).toBe(1);
  });
});
