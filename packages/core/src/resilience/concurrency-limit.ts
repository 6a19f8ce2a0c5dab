import { ConcurrencyLimitedError } from '../errors/api-error.js';
import type { Clock } from '../ports/clock.js';
import { abortErrorOf } from './abort-error.js';

/** How many attempts a provider may have in flight, and who may wait. */
export interface ConcurrencySettings {
  /** Attempts in flight at once. Absent: no limit. */
  readonly maxConcurrent?: number;
  /** Attempts that may wait for a place. @default 0 */
  readonly maxQueued: number;
  /** Milliseconds an attempt waits for a place at most. @default 0 */
  readonly queueTimeoutMs: number;
}

/** Nobody knows when an answer in progress ends; callers that come back at once would only fill the queue again. */
const retryAfterMs = 1000;

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
  #inFlight = 0;

  constructor(provider: string, settings: ConcurrencySettings, clock: Clock) {
    this.#provider = provider;
    this.#settings = settings;
    this.#clock = clock;
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  /**
   * Takes a place, waiting in the queue if there is one free.
   *
   * @returns the function that gives the place back; calling it twice does nothing more.
   * @throws ConcurrencyLimitedError when the queue is full or the wait took too long.
   * @throws APIUserAbortError, or the signal's reason, when `signal` aborts first.
   */
  async acquire(signal?: AbortSignal): Promise<() => void> {
    const { maxConcurrent } = this.#settings;
    if (maxConcurrent !== undefined && this.#inFlight >= maxConcurrent)
      await this.#wait(signal, maxConcurrent);
    else this.#inFlight += 1;
    let released = false;
    return () => {
      if (released) return;
      released = true;
      this.#release();
    };
  }

  #release(): void {
    const [next] = this.#waiting;
    // The place is handed over, so that a newcomer cannot slip in before someone who waited.
    if (next === undefined) this.#inFlight -= 1;
    else next.grant();
  }

  #wait(signal: AbortSignal | undefined, maxConcurrent: number): Promise<void> {
    const { maxQueued, queueTimeoutMs } = this.#settings;
    if (this.#waiting.size >= maxQueued)
      return Promise.reject(this.#refusal(`${maxConcurrent} in flight, ${this.#waiting.size} waiting`));
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
