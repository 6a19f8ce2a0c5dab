import type { AttemptRecord, RouteReport, TokenUsage } from '../src/index.js';

export const someUsage: TokenUsage = {
  inputTokens: 100,
  outputTokens: 40,
  cachedInputTokens: 30,
  reasoningTokens: 10,
};

/** An attempt that succeeded, but for what a test says otherwise. */
export function attemptRecord(overrides: Partial<AttemptRecord> = {}): AttemptRecord {
  const provider = overrides.provider ?? 'kimi';
  const model = overrides.model ?? 'kimi-k3';
  return {
    number: 1,
    provider,
    model,
    target: `${provider}/${model}`,
    startedAtMs: 1_000_000,
    latencyMs: 200,
    outcome: 'success',
    ...overrides,
  };
}

/** The report of a call that its first choice answered, but for what a test says otherwise. */
export function routeReport(overrides: Partial<RouteReport> = {}): RouteReport {
  return {
    decisionId: 'dec_1',
    requestedModel: 'k3',
    provider: 'kimi',
    model: 'kimi-k3',
    fallback: false,
    attempts: [attemptRecord()],
    usage: someUsage,
    costUsd: 0.002,
    warnings: [],
    overheadMs: 1.5,
    ...overrides,
  };
}
