import type { EffectiveConfig, ProviderConfig } from '@reg/config';

/** How many workers there can be: none may be left without a place at a provider that it serves. */
export function workersFor({ server, providers }: EffectiveConfig): number {
  const places = Object.values(providers).flatMap(({ enabled, limits }) =>
    enabled ? [limits.maxConcurrent, limits.maxConcurrentPerKey] : [],
  );
  return Math.max(1, Math.min(server.workers, ...places.filter((limit) => limit !== undefined)));
}

/**
 * One worker's part of what the configuration allows the daemon as a whole: places at providers, waiting ones included,
 * and retries that their budgets give. The parts add up to what is configured.
 */
export function shareOf(config: EffectiveConfig, { worker, count }: WorkerOf): EffectiveConfig {
  const part = (whole: number): number => Math.floor(whole / count) + (worker <= whole % count ? 1 : 0);
  const providers = Object.fromEntries(
    Object.entries(config.providers).map(([id, provider]) => [id, withPart(provider, part)]),
  );
  const { budgetPerSecond, budgetBurst } = config.retry;
  const retry = { ...config.retry, budgetPerSecond: budgetPerSecond / count, budgetBurst: part(budgetBurst) };
  return { ...config, providers, retry };
}

/** One of so many. */
export interface WorkerOf {
  /** From 1. */
  readonly worker: number;
  readonly count: number;
}

function withPart(provider: ProviderConfig, part: (whole: number) => number): ProviderConfig {
  const { maxConcurrent, maxConcurrentPerKey, maxQueued } = provider.limits;
  const limits = {
    ...provider.limits,
    ...(maxConcurrent === undefined ? {} : { maxConcurrent: part(maxConcurrent) }),
    ...(maxConcurrentPerKey === undefined ? {} : { maxConcurrentPerKey: part(maxConcurrentPerKey) }),
    maxQueued: part(maxQueued),
  };
  return { ...provider, limits };
}
