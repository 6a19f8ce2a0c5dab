import type { Clock } from '../ports/clock.js';

/** How many calls a target that recovered lately takes at once. */
export interface RampUpView {
  readonly limit: number;
  readonly inFlight: number;
}

/** From here on a target counts as recovered, however long it took. */
const fullSpeedAt = 64;

/**
 * Slow start: one call at once after the recovery, one more with each success, half as many after a failure. So the
 * load doubles with each round of answers and never falls on a vendor that has just come back.
 */
export class RampUp {
  readonly #clock: Clock;
  readonly #endsAtMs: number;
  #limit = 1;
  #inFlight = 0;

  constructor(clock: Clock, durationMs: number) {
    this.#clock = clock;
    this.#endsAtMs = clock.nowMs() + durationMs;
  }

  get isOver(): boolean {
    return this.#limit >= fullSpeedAt || this.#clock.nowMs() >= this.#endsAtMs;
  }

  get isFull(): boolean {
    return !this.isOver && this.#inFlight >= this.#limit;
  }

  view(): RampUpView {
    return { limit: this.#limit, inFlight: this.#inFlight };
  }

  enter(): void {
    this.#inFlight += 1;
  }

  leave(outcome: 'success' | 'failure' | 'unknown'): void {
    this.#inFlight -= 1;
    if (outcome === 'success') this.#limit += 1;
    if (outcome === 'failure') this.#limit = Math.max(1, Math.floor(this.#limit / 2));
  }
}
