import type { Clock } from '../ports/clock.js';
import type { AttemptRecord, Candidate } from '../ports/routing.js';
import type { ModelTelemetry } from './model-telemetry.js';
import { TelemetrySeries } from './telemetry-series.js';

export interface TelemetryOptions {
  readonly clock: Clock;
  /** Pairs of provider and model that are counted apart; the rest is counted together as `(other)`. @default 1000 */
  readonly maxSeries?: number;
  /** How far back {@link Telemetry.latencyOf} looks at least, milliseconds; at most twice that. @default 600000 */
  readonly recentWindowMs?: number;
}

/** What an application may say about a call that it made. */
export interface TelemetryInput {
  /** Negative counts as 0. */
  readonly inputTokens?: number;
  readonly outputTokens?: number;
  readonly latencyMs?: number;
  /** @default '(unknown)' */
  readonly provider?: string;
}

/** Everything counted, copied and frozen: later calls do not change it. */
export interface TelemetrySnapshot {
  /** When counting began, milliseconds since the epoch. */
  readonly sinceMs: number;
  readonly atMs: number;
  /** Sorted by provider, then by model. */
  readonly models: readonly ModelTelemetry[];
}

/** Counters and histograms in bounded memory. */
export interface Telemetry {
  /** Counts one attempt, when it ended. */
  record(attempt: AttemptRecord): void;
  /** Counts one call that the application made and measured itself, apart from the attempts. */
  recordTelemetry(model: string, success: boolean, input?: TelemetryInput): void;
  getTelemetry(): TelemetrySnapshot;
  clearTelemetry(): void;
  /** Median latencies of a target `provider/model` of late; `undefined` when too little was measured. */
  latencyOf(target: string): Candidate['latency'] | undefined;
}

const maxNameLength = 200;
const other = '(other)';
const unknown = '(unknown)';

export function createTelemetry(options: TelemetryOptions): Telemetry {
  const { clock, maxSeries = 1000, recentWindowMs = 600_000 } = options;
  const series = new Map<string, TelemetrySeries>();
  let sinceMs = clock.nowMs();

  // Provider ids have no slash, so that a target names one pair only.
  const seriesOf = (provider: string, model: string): TelemetrySeries => {
    const key = `${provider}/${model}`;
    const known = series.get(key);
    if (known !== undefined) return known;
    if (series.size >= maxSeries && provider !== other) return seriesOf(other, other);
    const name = { provider, model };
    const added = new TelemetrySeries(name, { clock, windowMs: recentWindowMs });
    series.set(key, added);
    return added;
  };

  return {
    record(attempt) {
      // A target that is short enough to be a key is looked up as it is.
      const known = series.get(attempt.target);
      (known ?? seriesOf(shortened(attempt.provider), shortened(attempt.model))).recordAttempt(attempt);
    },
    recordTelemetry(model, success, { inputTokens, outputTokens, latencyMs, provider = unknown } = {}) {
      seriesOf(shortened(provider), shortened(model)).recordCall({
        success,
        inputTokens: countOf(inputTokens),
        outputTokens: countOf(outputTokens),
        latencyMs,
      });
    },
    getTelemetry() {
      const models = [...series.values()].map((entry) => entry.read()).toSorted(byName);
      return Object.freeze({ sinceMs, atMs: clock.nowMs(), models: Object.freeze(models) });
    },
    clearTelemetry() {
      series.clear();
      sinceMs = clock.nowMs();
    },
    latencyOf: (target) => series.get(target)?.recent(),
  };
}

function byName(left: ModelTelemetry, right: ModelTelemetry): number {
  return compare(left.provider, right.provider) || compare(left.model, right.model);
}

function compare(left: string, right: string): number {
  return left < right ? -1 : Number(left > right);
}

/** Names may come from outside: their number is bounded, so must their length be. */
function shortened(name: string): string {
  return name.length > maxNameLength ? `${name.slice(0, maxNameLength)}…` : name;
}

function countOf(tokens: number | undefined): number {
  return tokens !== undefined && Number.isFinite(tokens) ? Math.max(0, tokens) : 0;
}
