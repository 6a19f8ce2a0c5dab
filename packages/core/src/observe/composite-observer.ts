import type { CallObserver } from '../ports/call-observer.js';

export type ObserverMethod = keyof CallObserver;

/** An observer threw, or returned a promise that rejected. */
export interface ObserverFailure {
  readonly method: ObserverMethod;
  readonly error: unknown;
  /** How many failures there were so far, this one included: log the first, not all of them. */
  readonly count: number;
}

export interface ComposeObserversOptions {
  /** Told of each failure of an observer. What it throws itself is swallowed. */
  readonly onObserverError?: (failure: ObserverFailure) => void;
}

/** Many observers as one that never throws. */
export interface CompositeObserver extends Required<CallObserver> {
  /** How often an observer failed. */
  readonly failureCount: number;
}

/**
 * Tells every observer, in order, whatever the others do. One that throws, or whose promise rejects, has lost its
 * own news: neither the call nor the other observers notice. Promises are not awaited.
 */
export function composeObservers(
  observers: readonly CallObserver[],
  options: ComposeObserversOptions = {},
): CompositeObserver {
  let failureCount = 0;

  const failed = (method: ObserverMethod, error: unknown): void => {
    failureCount += 1;
    try {
      options.onObserverError?.({ method, error, count: failureCount });
    } catch {
      // Who is told of failures has nobody to be told of its own.
    }
  };

  const tellAll = (method: ObserverMethod, tell: (observer: CallObserver) => unknown): void => {
    for (const observer of observers) {
      try {
        const result = tell(observer);
        if (isThenable(result)) result.then(undefined, (error: unknown) => failed(method, error));
      } catch (error) {
        failed(method, error);
      }
    }
  };

  return {
    get failureCount() {
      return failureCount;
    },
    decided(decision) {
      tellAll('decided', (observer) => observer.decided?.(decision));
    },
    attemptStarted(event) {
      tellAll('attemptStarted', (observer) => observer.attemptStarted?.(event));
    },
    attemptEnded(record, callId) {
      tellAll('attemptEnded', (observer) => observer.attemptEnded?.(record, callId));
    },
    callEnded(report, error) {
      tellAll('callEnded', (observer) => observer.callEnded?.(report, error));
    },
    circuitChanged(event) {
      tellAll('circuitChanged', (observer) => observer.circuitChanged?.(event));
    },
  };
}

/** An observer written as an async function fits the port's types, and its rejection would end the process. */
function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function'
  );
}
