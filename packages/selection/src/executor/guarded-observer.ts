import type { CallObserver, Decision, RouteReport } from '@reg/core';

/** The part of an observer that selection talks to. */
export interface RouteObserver {
  decided(decision: Decision): void;
  callEnded(report: RouteReport, error?: unknown): void;
}

/** An observer that throws has lost its own news, not the caller's answer. */
export function guardObserver(observer: CallObserver | undefined): RouteObserver {
  return {
    decided(decision) {
      if (observer?.decided !== undefined) guarded(() => observer.decided?.(decision));
    },
    callEnded(report, error) {
      if (observer?.callEnded === undefined) return;
      guarded(() => {
        if (error === undefined) observer.callEnded?.(report);
        else observer.callEnded?.(report, error);
      });
    },
  };
}

/** Runs somebody else's callback; what it throws stays with it. */
export function guarded(tell: () => void): void {
  try {
    tell();
  } catch {
    // Nobody to tell: the observer was the one to be told.
  }
}
