import { noUsage } from '../chat/token-usage.js';
import type { Clock } from '../ports/clock.js';
import type { FailureKind } from '../ports/failure.js';
import type { AttemptRecord, Candidate } from '../ports/routing.js';
import { createHistogram, type Histogram } from './histogram.js';
import type { LatencySummary, ModelTelemetry } from './model-telemetry.js';
import { RecentLatency } from './recent-latency.js';

/** One call as the application saw it. */
export interface CallMeasurement {
  readonly success: boolean;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly latencyMs: number | undefined;
}

/** The counters of one model of one provider. Of fixed size, apart from the kinds of failure that occurred. */
export class TelemetrySeries {
  readonly #provider: string;
  readonly #model: string;
  readonly #attempts = { count: 0, successes: 0, unknownCost: 0, costUsd: 0 };
  readonly #failures = new Map<FailureKind, number>();
  readonly #tokens = { ...noUsage };
  readonly #calls = { count: 0, successes: 0, inputTokens: 0, outputTokens: 0 };
  readonly #latency = createHistogram();
  readonly #firstToken = createHistogram();
  readonly #callLatency = createHistogram();
  readonly #recentLatency: RecentLatency;
  readonly #recentFirstToken: RecentLatency;

  constructor(
    name: { readonly provider: string; readonly model: string },
    recent: { readonly clock: Clock; readonly windowMs: number },
  ) {
    this.#provider = name.provider;
    this.#model = name.model;
    this.#recentLatency = new RecentLatency(recent.clock, recent.windowMs);
    this.#recentFirstToken = new RecentLatency(recent.clock, recent.windowMs);
  }

  recordAttempt(record: AttemptRecord): void {
    this.#attempts.count += 1;
    this.#addUsage(record);
    if (record.timeToFirstTokenMs !== undefined) {
      this.#firstToken.record(record.timeToFirstTokenMs);
      this.#recentFirstToken.record(record.timeToFirstTokenMs);
    }
    if (record.outcome !== 'success') {
      this.#failures.set(record.outcome, (this.#failures.get(record.outcome) ?? 0) + 1);
      return;
    }
    this.#attempts.successes += 1;
    this.#latency.record(record.latencyMs);
    this.#recentLatency.record(record.latencyMs);
  }

  recordCall(call: CallMeasurement): void {
    this.#calls.count += 1;
    if (call.success) this.#calls.successes += 1;
    this.#calls.inputTokens += call.inputTokens;
    this.#calls.outputTokens += call.outputTokens;
    if (call.latencyMs !== undefined) this.#callLatency.record(call.latencyMs);
  }

  /** For ranking: how fast it was of late. */
  recent(): Candidate['latency'] | undefined {
    const latency = this.#recentLatency.percentiles();
    if (latency === undefined) return undefined;
    const firstToken = this.#recentFirstToken.percentiles();
    return {
      ...latency,
      ...(firstToken === undefined ? {} : { timeToFirstTokenP50Ms: firstToken.p50Ms }),
      ...(firstToken?.p95Ms === undefined ? {} : { timeToFirstTokenP95Ms: firstToken.p95Ms }),
    };
  }

  /** A frozen copy. */
  read(): ModelTelemetry {
    const { count, successes, unknownCost, costUsd } = this.#attempts;
    return Object.freeze({
      provider: this.#provider,
      model: this.#model,
      attempts: count,
      successes,
      failures: Object.freeze(Object.fromEntries(this.#failures)),
      ...this.#tokens,
      costUsd,
      unknownCostAttempts: unknownCost,
      latency: summaryOf(this.#latency),
      timeToFirstToken: summaryOf(this.#firstToken),
      calls: Object.freeze({
        ...this.#calls,
        failures: this.#calls.count - this.#calls.successes,
        latency: summaryOf(this.#callLatency),
      }),
    });
  }

  #addUsage({ usage, costUsd, outcome }: AttemptRecord): void {
    if (usage !== undefined) {
      this.#tokens.inputTokens += usage.inputTokens;
      this.#tokens.outputTokens += usage.outputTokens;
      this.#tokens.cachedInputTokens += usage.cachedInputTokens;
      this.#tokens.reasoningTokens += usage.reasoningTokens;
    }
    if (costUsd !== undefined) this.#attempts.costUsd += costUsd;
    else if (usage !== undefined || outcome === 'success') this.#attempts.unknownCost += 1;
  }
}

function summaryOf(histogram: Histogram): LatencySummary {
  const { count, sum, max } = histogram;
  if (count === 0) return Object.freeze({ count });
  return Object.freeze({
    count,
    p50Ms: histogram.percentile(50) ?? 0,
    p90Ms: histogram.percentile(90) ?? 0,
    p95Ms: histogram.percentile(95) ?? 0,
    p99Ms: histogram.percentile(99) ?? 0,
    maxMs: max,
    meanMs: sum / count,
  });
}
