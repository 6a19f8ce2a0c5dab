import type { Clock } from '../ports/clock.js';

/** How an attempt ended, as far as the pace is concerned. */
export type PaceOutcome = 'success' | 'overload' | 'other';

/** An overload takes away this part of the limit. */
const decrease = 0.7;
/** Attempts that were in flight together fail together: that counts once. */
const decreaseAgainAfterMs = 1000;

/**
 * Finds how many attempts a vendor takes at once: one more for each round of answers that uses the whole limit, a
 * third less when it is overloaded (additive increase, multiplicative decrease). There is no well-kept library for
 * it that takes its time from outside.
 */
export class AdaptiveLimit {
  readonly #max: number;
  readonly #clock: Clock;
  #limit: number;
  #decreasedAtMs = Number.NEGATIVE_INFINITY;

  constructor(max: number, clock: Clock) {
    this.#max = max;
    this.#limit = max;
    this.#clock = clock;
  }

  get value(): number {
    return Math.floor(this.#limit);
  }

  /** @param inFlight - attempts in flight, the one that ended included. */
  ended(outcome: PaceOutcome, inFlight: number): void {
    if (outcome === 'success' && inFlight >= this.value)
      this.#limit = Math.min(this.#max, this.#limit + 1 / this.#limit);
    const nowMs = this.#clock.nowMs();
    if (outcome !== 'overload' || nowMs - this.#decreasedAtMs < decreaseAgainAfterMs) return;
    this.#decreasedAtMs = nowMs;
    this.#limit = Math.max(1, this.#limit * decrease);
  }
}
