import type { HttpProblem } from './http-problem.js';

/** One call that a client waits for. */
export interface CallInFlight {
  readonly signal: AbortSignal;
  /** Why the daemon itself cut the call, if it did. */
  cutBy(): HttpProblem | undefined;
  /** The client went away: upstream is let go at once. */
  abandon(): void;
  /** To be called once, whatever the end. */
  end(): void;
}

/** The calls that clients wait for, so that a shutdown can wait for them too, and then cut them. */
export interface CallsInFlight {
  readonly count: number;
  begin(): CallInFlight;
  /** Cuts every call; each client is told `problem`. */
  cutAll(problem: HttpProblem): void;
}

export function createCallsInFlight(onCount: (count: number) => void = () => undefined): CallsInFlight {
  const cutters = new Set<(problem: HttpProblem) => void>();
  return {
    get count() {
      return cutters.size;
    },
    begin() {
      const abort = new AbortController();
      let cutBy: HttpProblem | undefined;
      const cut = (problem: HttpProblem) => {
        cutBy = problem;
        abort.abort();
      };
      cutters.add(cut);
      onCount(cutters.size);
      return {
        signal: abort.signal,
        cutBy: () => cutBy,
        abandon: () => {
          abort.abort();
        },
        end: () => {
          if (cutters.delete(cut)) onCount(cutters.size);
        },
      };
    },
    cutAll(problem) {
      for (const cut of [...cutters]) cut(problem);
    },
  };
}
