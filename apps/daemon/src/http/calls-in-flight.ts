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
  const calls = new Set<Call>();
  const end = (call: Call): void => {
    if (calls.delete(call)) onCount(calls.size);
  };
  return {
    get count() {
      return calls.size;
    },
    begin() {
      const call = new Call(end);
      calls.add(call);
      onCount(calls.size);
      return call;
    },
    cutAll(problem) {
      for (const call of [...calls]) call.cut(problem);
    },
  };
}

/** An object and no closures: one is made for each call. */
class Call implements CallInFlight {
  readonly #abort = new AbortController();
  readonly #onEnd: (call: Call) => void;
  #cutBy: HttpProblem | undefined;

  constructor(onEnd: (call: Call) => void) {
    this.#onEnd = onEnd;
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  cutBy(): HttpProblem | undefined {
    return this.#cutBy;
  }

  cut(problem: HttpProblem): void {
    this.#cutBy = problem;
    this.#abort.abort();
  }

  abandon(): void {
    this.#abort.abort();
  }

  end(): void {
    this.#onEnd(this);
  }
}
