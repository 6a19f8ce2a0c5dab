import type { Clock } from '../ports/clock.js';
import { createHistogram, type Histogram } from './histogram.js';

/** Fewer measurements than this say more about chance than about the model. */
const minimumCount = 5;

/**
 * The median of the last one to two windows of time. Ranking looks at this and not at the whole past: a model that
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
  medianMs(): number | undefined {
    this.#turn();
    if ((this.#current?.count ?? 0) + (this.#previous?.count ?? 0) < minimumCount) return undefined;
    const merged = createHistogram();
    if (this.#previous !== undefined) merged.merge(this.#previous);
    if (this.#current !== undefined) merged.merge(this.#current);
    return merged.percentile(50);
  }

  #turn(): void {
    const elapsed = Math.floor((this.#clock.nowMs() - this.#windowStartMs) / this.#windowMs);
    if (elapsed < 1) return;
    this.#previous = elapsed === 1 ? this.#current : undefined;
    this.#current = undefined;
    this.#windowStartMs += elapsed * this.#windowMs;
  }
}
