import type { Clock } from '../ports/clock.js';
import { createHistogram, type Histogram } from './histogram.js';

/** Fewer measurements than this say more about chance than about the model. */
const minimumCount = 5;
/** One in twenty is slower than the 95th percentile: fewer measurements have none. */
const minimumCountOfP95 = 20;

/** Milliseconds. */
export interface LatencyPercentiles {
  readonly p50Ms: number;
  /** Absent when too few values came for it. */
  readonly p95Ms?: number;
}

/**
 * Percentiles of the last one to two windows of time. Ranking looks at this and not at the whole past: a model that
 * was slow yesterday must not stay slow for ever, and one that nobody measured lately is of unknown speed again.
 */
export class RecentLatency {
  readonly #clock: Clock;
  readonly #windowMs: number;
  #windowStartMs: number;
  #current: Histogram | undefined;
  #previous: Histogram | undefined;

  constructor(clock: Clock, windowMs: number) {
    this.#clock = clock;
    this.#windowMs = windowMs;
    this.#windowStartMs = clock.nowMs();
  }

  record(ms: number): void {
    this.#turn();
    this.#current ??= createHistogram();
    this.#current.record(ms);
  }

  /** `undefined` when too few values came of late. */
  percentiles(): LatencyPercentiles | undefined {
    this.#turn();
    if ((this.#current?.count ?? 0) + (this.#previous?.count ?? 0) < minimumCount) return undefined;
    const merged = createHistogram();
    if (this.#previous !== undefined) merged.merge(this.#previous);
    if (this.#current !== undefined) merged.merge(this.#current);
    const p50Ms = merged.percentile(50);
    const p95Ms = merged.count < minimumCountOfP95 ? undefined : merged.percentile(95);
    if (p50Ms === undefined) return undefined;
    return { p50Ms, ...(p95Ms === undefined ? {} : { p95Ms }) };
  }

  #turn(): void {
    const elapsed = Math.floor((this.#clock.nowMs() - this.#windowStartMs) / this.#windowMs);
    if (elapsed < 1) return;
    this.#previous = elapsed === 1 ? this.#current : undefined;
    this.#current = undefined;
    this.#windowStartMs += elapsed * this.#windowMs;
  }
}
