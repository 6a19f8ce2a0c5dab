import type { CallObserver } from '../ports/call-observer.js';

/**
 * One observer that tells several. One that throws, or returns a promise that rejects, neither fails nor delays
 * the call nor keeps the others from hearing; `onObserverError` is told, and what it throws is dropped too.
 */
export function composeObservers(
  observers: readonly CallObserver[],
  options: { onObserverError?(error: unknown): void } = {},
): Required<CallObserver> {
  const report = (error: unknown): void => {
    try {
      options.onObserverError?.(error);
    } catch {
      // There is nobody left to tell, and the call must go on.
    }
  };
  const tell = (notify: (observer: CallObserver) => unknown): void => {
    for (const observer of observers) {
      try {
        const result = notify(observer);
        if (result instanceof Promise) result.catch(report);
      } catch (error) {
        report(error);
      }
    }
  };
  return {
    decided: (decision) => { tell((observer) => observer.decided?.(decision)); },
    attemptStarted: (event) => { tell((observer) => observer.attemptStarted?.(event)); },
    attemptEnded: (record, callId) => { tell((observer) => observer.attemptEnded?.(record, callId)); },
    callEnded: (callReport, error) => { tell((observer) => observer.callEnded?.(callReport, error)); },
    circuitChanged: (event) => { tell((observer) => observer.circuitChanged?.(event)); },
  };
}
