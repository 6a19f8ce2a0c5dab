import { ConcurrencyLimitedError } from '../errors/api-error.js';
import type { Clock } from '../ports/clock.js';
import { AdaptiveLimit, type PaceOutcome } from './adaptive-limit.js';
import { abortErrorOf } from './abort-error.js';

/** How many attempts a provider may have in flight, and who may wait. */
export interface ConcurrencySettings {
  /** Attempts in flight at once. Absent: no limit. */
  readonly maxConcurrent?: number;
  /** Attempts in flight at once with one key. Absent: no limit. */
  readonly maxConcurrentPerKey?: number;
  /** Finds the number in flight by itself, up to `maxConcurrent` or 64. @default false */
  readonly adaptive?: boolean;
  /** Attempts that may wait for a place. @default 0 */
  readonly maxQueued: number;
  /** Milliseconds an attempt waits for a place at most. @default 0 */
  readonly queueTimeoutMs: number;
}

/** Nobody knows when an answer in progress ends; callers that come back at once would only fill the queue again. */
const retryAfterMs = 1000;

/** Where an adaptive limit begins when nobody said how many there may be. */
const maxAdaptive = 64;

/** Gives a place back, told how the attempt ended; calling it twice does nothing more. */
export type ReleasePlace = (outcome?: PaceOutcome) => void;

interface Waiter {
  grant(): void;
}

/**
 * A counting limit with a bounded, first-come queue. cockatiel's bulkhead is not used here because a waiter that
 * gave up keeps its place in that queue until its turn, and so keeps others out.
 */
export class ConcurrencyLimit {
  readonly #provider: string;
  readonly #settings: ConcurrencySettings;
  readonly #clock: Clock;
  readonly #waiting = new Set<Waiter>();
  readonly #adaptive: AdaptiveLimit | undefined;
  readonly #idle = new Set<() => void>();
  #inFlight = 0;

  constructor(provider: string, settings: ConcurrencySettings, clock: Clock) {
    this.#provider = provider;
    this.#settings = settings;
    this.#clock = clock;
    if (settings.adaptive === true)
      this.#adaptive = new AdaptiveLimit(settings.maxConcurrent ?? maxAdaptive, clock);
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  /** Whether somebody who came now would not have to wait. */
  get hasPlace(): boolean {
    return this.#inFlight < this.#limit;
  }

  /** Resolves as soon as nobody has a place, at once when that is so now. */
  whenIdle(): Promise<void> {
    if (this.#inFlight === 0) return Promise.resolve();
    return new Promise((resolve) => this.#idle.add(resolve));
  }

  /**
   * Takes a place, waiting in the queue if there is one free.
   *
   * @throws ConcurrencyLimitedError when the queue is full or the wait took too long.
   * @throws APIUserAbortError, or the signal's reason, when `signal` aborts first.
   */
  async acquire(signal?: AbortSignal): Promise<ReleasePlace> {
    if (!this.hasPlace) await this.#wait(signal);
    else this.#inFlight += 1;
    return this.#release();
  }

  /** The same where nobody has to wait; absent where somebody would. */
  take(): ReleasePlace | undefined {
    if (!this.hasPlace) return undefined;
    this.#inFlight += 1;
    return this.#release();
  }

  #release(): ReleasePlace {
    let released = false;
    return (outcome = 'other') => {
      if (released) return;
      released = true;
      this.#adaptive?.ended(outcome, this.#inFlight);
      this.#inFlight -= 1;
      this.#admit();
      if (this.#inFlight === 0) this.#tellIdle();
    };
  }

  get #limit(): number {
    return this.#adaptive?.value ?? this.#settings.maxConcurrent ?? Number.POSITIVE_INFINITY;
  }

  /** Places are handed over, so that a newcomer cannot slip in before someone who waited. */
  #admit(): void {
    for (const waiter of this.#waiting) {
      if (!this.hasPlace) return;
      this.#inFlight += 1;
      waiter.grant();
    }
  }

  #tellIdle(): void {
    for (const resolve of this.#idle) resolve();
    this.#idle.clear();
  }

  #wait(signal: AbortSignal | undefined): Promise<void> {
    const { maxQueued, queueTimeoutMs } = this.#settings;
    if (this.#waiting.size >= maxQueued)
      return Promise.reject(this.#refusal(`${this.#inFlight} in flight, ${this.#waiting.size} waiting`));
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        this.#waiting.delete(waiter);
        cancelTimer();
        signal?.removeEventListener('abort', onAbort);
      };
      const waiter: Waiter = {
        grant: () => {
          leave();
          resolve();
        },
      };
      const onAbort = (): void => {
        leave();
        reject(abortErrorOf(signal, this.#provider));
      };
      const cancelTimer = this.#clock.schedule(queueTimeoutMs, () => {
        leave();
        reject(this.#refusal(`no place became free within ${queueTimeoutMs} ms`));
      });
      if (signal?.aborted === true) onAbort();
      else {
        signal?.addEventListener('abort', onAbort, { once: true });
        this.#waiting.add(waiter);
      }
    });
  }

  #refusal(detail: string): ConcurrencyLimitedError {
    return new ConcurrencyLimitedError({
      kind: 'concurrency_limited',
      provider: this.#provider,
      message: `the configured concurrency limit is reached (${detail}); raise limits.maxConcurrent or send less at once`,
      retryAfterMs,
    });
  }
}
