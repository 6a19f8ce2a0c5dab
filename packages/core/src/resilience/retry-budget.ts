import type { Clock } from '../ports/clock.js';

/** How many further attempts a provider's failures may cause. */
export interface RetryBudgetSettings {
  /** Further attempts per first attempt: 0.2 allows one for every five calls. */
  readonly budgetRatio: number;
  /** Further attempts per second that are allowed whatever the ratio says, so that quiet times can retry too. */
  readonly budgetPerSecond: number;
  /** Further attempts that may come at once. */
  readonly budgetBurst: number;
}

export const defaultRetryBudgetSettings: RetryBudgetSettings = {
  budgetRatio: 0.2,
  budgetPerSecond: 1,
  budgetBurst: 20,
};

/**
 * A token bucket that keeps retries from becoming a storm: while a provider is well every call fills it a little,
 * and while it fails further attempts empty it. Then calls fail at the first attempt instead of tripling the load
 * of a vendor that is down already.
 */
export class RetryBudget {
  readonly #settings: RetryBudgetSettings;
  readonly #clock: Clock;
  #tokens: number;
  #filledAtMs: number;

  constructor(settings: RetryBudgetSettings, clock: Clock) {
    this.#settings = settings;
    this.#clock = clock;
    this.#tokens = settings.budgetBurst;
    this.#filledAtMs = clock.nowMs();
  }

  /** Further attempts that may be made at once now. */
  get remaining(): number {
    this.#fill();
    return Math.floor(this.#tokens);
  }

  /** A first attempt was made. */
  deposit(): void {
    this.#add(this.#settings.budgetRatio);
  }

  /** Pays for a further attempt, or refuses it. */
  withdraw(): boolean {
    this.#fill();
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }

  #fill(): void {
    const nowMs = this.#clock.nowMs();
    // A clock that was set back gives nothing and takes nothing.
    const elapsedMs = Math.max(0, nowMs - this.#filledAtMs);
    this.#filledAtMs = nowMs;
    this.#add((elapsedMs / 1000) * this.#settings.budgetPerSecond);
  }

  #add(tokens: number): void {
    this.#tokens = Math.min(this.#settings.budgetBurst, this.#tokens + tokens);
  }
}
