import { DeadlineExceededError } from '../errors/selection-errors.js';
import type { Clock } from '../ports/clock.js';
import { abortErrorOf } from './abort-error.js';

/** The life of one call: ends with the caller's signal or the deadline, whichever comes first. */
export interface CallScope {
  readonly signal: AbortSignal;
  /** Milliseconds since the epoch. */
  readonly deadlineAtMs: number | undefined;
  remainingMs(): number;
  /** @throws the reason when the call is over. */
  throwIfOver(): void;
  /** Waits, unless the call ends first: then it rejects with the reason. */
  sleep(delayMs: number): Promise<void>;
  /** Stops the timer and lets go of the caller's signal. Idempotent. */
  dispose(): void;
}

/** One signal and one timer for a whole call, however many attempts it takes. */
export function createCallScope(options: CallScopeOptions): CallScope {
  return new Scope(options);
}

export interface CallScopeOptions {
  readonly clock: Clock;
  readonly deadlineMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** An object and no closures: one is made for each call. */
class Scope implements CallScope {
  readonly deadlineAtMs: number | undefined;
  readonly #controller = new AbortController();
  readonly #clock: Clock;
  readonly #callerSignal: AbortSignal | undefined;
  readonly #cancelTimer: (() => void) | undefined;

  constructor({ clock, deadlineMs, signal }: CallScopeOptions) {
    this.#clock = clock;
    this.#callerSignal = signal;
    if (deadlineMs !== undefined) {
      this.deadlineAtMs = clock.nowMs() + deadlineMs;
      this.#cancelTimer = clock.schedule(deadlineMs, () => {
        this.#end(new DeadlineExceededError(deadlineMs, []));
      });
    }
    if (signal?.aborted === true) this.#onCallerAbort();
    else signal?.addEventListener('abort', this.#onCallerAbort, { once: true });
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  remainingMs(): number {
    return this.deadlineAtMs === undefined
      ? Number.POSITIVE_INFINITY
      : this.deadlineAtMs - this.#clock.nowMs();
  }

  throwIfOver(): void {
    this.signal.throwIfAborted();
  }

  sleep(delayMs: number): Promise<void> {
    const { signal } = this;
    return new Promise((resolve, reject) => {
      const onAbort = (): void => {
        cancel();
        reject(signal.reason as Error);
      };
      const cancel = this.#clock.schedule(delayMs, () => {
        signal.removeEventListener('abort', onAbort);
        resolve();
      });
      if (signal.aborted) onAbort();
      else signal.addEventListener('abort', onAbort, { once: true });
    });
  }

  dispose(): void {
    this.#cancelTimer?.();
    this.#callerSignal?.removeEventListener('abort', this.#onCallerAbort);
  }

  readonly #onCallerAbort = (): void => {
    this.#end(abortErrorOf(this.#callerSignal, 'reg'));
  };

  #end(reason: Error): void {
    this.dispose();
    this.#controller.abort(reason);
  }
}
