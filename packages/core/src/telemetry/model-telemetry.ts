import type { FailureKind } from '../ports/failure.js';

/** Percentiles of milliseconds, at most 3.2 % off; absent while nothing was measured. */
export interface LatencySummary {
  readonly count: number;
  readonly p50Ms?: number;
  readonly p90Ms?: number;
  readonly p95Ms?: number;
  readonly p99Ms?: number;
  readonly maxMs?: number;
  readonly meanMs?: number;
}

/**
 * One model of one provider since the start or the last clearing. The counters at the top are of attempts: one
 * call that was retried twice is three of them. `calls` counts what the application itself reported as a call.
 */
export interface ModelTelemetry {
  readonly provider: string;
  readonly model: string;
  readonly attempts: number;
  readonly successes: number;
  /** Attempts that failed, by kind; kinds that never happened are absent. */
  readonly failures: Readonly<Partial<Record<FailureKind, number>>>;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** The part of `inputTokens` that came from the vendor's prompt cache. */
  readonly cachedInputTokens: number;
  /** The part of `outputTokens` that the caller never sees. */
  readonly reasoningTokens: number;
  /** US dollars of all attempts of known cost. */
  readonly costUsd: number;
  /** Attempts that used tokens whose cost nobody knows: `costUsd` is too low by these. */
  readonly unknownCostAttempts: number;
  /** Of successful attempts: a refusal within milliseconds says nothing about speed. */
  readonly latency: LatencySummary;
  /** Of streams that got as far as their first content part. */
  readonly timeToFirstToken: LatencySummary;
  readonly calls: CallTelemetry;
}

/** What the application reported with `recordTelemetry`. */
export interface CallTelemetry {
  readonly count: number;
  readonly successes: number;
  readonly failures: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly latency: LatencySummary;
}
