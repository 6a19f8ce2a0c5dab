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
export function createCallScope(options: {
  readonly clock: Clock;
  readonly deadlineMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}): CallScope {
  const { clock, deadlineMs, signal: callerSignal } = options;
  const controller = new AbortController();
  const deadlineAtMs = deadlineMs === undefined ? undefined : clock.nowMs() + deadlineMs;
  const end = (reason: Error): void => {
    dispose();
    controller.abort(reason);
  };
  const onCallerAbort = (): void => {
    end(abortErrorOf(callerSignal, 'reg'));
  };
  const cancelTimer =
    deadlineMs === undefined
      ? () => undefined
      : clock.schedule(deadlineMs, () => {
          end(new DeadlineExceededError(deadlineMs, []));
        });
  const dispose = (): void => {
    cancelTimer();
    callerSignal?.removeEventListener('abort', onCallerAbort);
  };
  if (callerSignal?.aborted === true) onCallerAbort();
  else callerSignal?.addEventListener('abort', onCallerAbort, { once: true });

  return {
    signal: controller.signal,
    deadlineAtMs,
    remainingMs: () => (deadlineAtMs === undefined ? Number.POSITIVE_INFINITY : deadlineAtMs - clock.nowMs()),
    throwIfOver() {
      controller.signal.throwIfAborted();
    },
    sleep: (delayMs) =>
      new Promise((resolve, reject) => {
        const onAbort = (): void => {
          cancel();
          reject(controller.signal.reason as Error);
        };
        const cancel = clock.schedule(delayMs, () => {
          controller.signal.removeEventListener('abort', onAbort);
          resolve();
        });
        if (controller.signal.aborted) onAbort();
        else controller.signal.addEventListener('abort', onAbort, { once: true });
      }),
    dispose,
  };
}
