import {
  CircuitState as PolicyState,
  ConsecutiveBreaker,
  circuitBreaker,
  handleWhen,
  type CircuitBreakerPolicy,
  type IBackoff,
  type IBackoffFactory,
} from 'cockatiel';
import type { Clock } from '../ports/clock.js';
import type { Random } from '../ports/random.js';
import type { CircuitState } from '../ports/routing.js';

/** When a circuit opens and for how long. */
export interface CircuitSettings {
  /** Failures in a row that open it. */
  readonly failureThreshold: number;
  /** First open time in milliseconds; doubles each time a probe fails. */
  readonly openMs: number;
  /** Upper bound of the open time in milliseconds, before jitter. */
  readonly maxOpenMs: number;
}

export interface CircuitEnvironment {
  readonly clock: Clock;
  readonly random: Random;
  onChange?(from: CircuitState, to: CircuitState): void;
}

export interface CircuitView {
  readonly state: CircuitState;
  readonly openedAtMs?: number;
  /** End of the open time or of a rest, whichever is later. Absent when it may be used. */
  readonly eligibleAtMs?: number;
  /** End of the rest that the vendor asked for last. */
  readonly restUntilMs?: number;
  readonly probeInFlight: boolean;
}

/** The right to make one attempt. The first of its methods to be called ends it; later calls do nothing. */
export interface CircuitPermit {
  success(): void;
  /** Counts one failure. `open` opens the circuit whatever the count. */
  failure(options?: { readonly open?: boolean }): void;
  /** The vendor answered, though not well: a half-open circuit closes, a closed one takes no notice. */
  alive(): void;
  /** Nothing was learnt: a half-open circuit may be probed again at once. */
  abandon(): void;
}

/** An open time varies by a fifth either way, so that circuits that opened together are not probed together. */
const jitterRatio = 0.2;

/**
 * How an attempt ended, in the words of the policy. `failed` is handled as a failure. `abandoned` too, so that a
 * half-open circuit does not close, but it costs no open time. `alive` is not handled: it counts nothing when
 * closed, and closes when half-open.
 */
class Outcome {
  constructor(
    readonly kind: 'failed' | 'abandoned' | 'alive',
    readonly opensAtOnce = false,
  ) {}
}

/**
 * One circuit breaker on cockatiel's state machine, with three differences that a gateway needs. Whoever comes
 * while a probe is in flight is refused, where cockatiel would make it wait for the probe. Time comes from the
 * clock port: the policy is given an open time of 0 and this class gates by the clock. And the promise given to
 * the policy settles when the attempt ended, so a stream that is cut counts as a failure.
 */
export class Circuit {
  readonly #policy: CircuitBreakerPolicy;
  readonly #settings: CircuitSettings;
  readonly #environment: CircuitEnvironment;
  #openedAtMs: number | undefined;
  #eligibleAtMs = 0;
  #restUntilMs = 0;
  #failedOpenings = 0;
  #probeInFlight = false;
  /** The probe ended, but the policy learns of it only some microtasks later: until then it would admit another. */
  #deciding = false;

  constructor(settings: CircuitSettings, environment: CircuitEnvironment) {
    this.#settings = settings;
    this.#environment = environment;
    const breaker = new OpeningBreaker(settings.failureThreshold);
    const counts = (outcome: unknown): boolean => {
      if (outcome instanceof Outcome && outcome.opensAtOnce) breaker.openNext = true;
      return !(outcome instanceof Outcome && outcome.kind === 'alive');
    };
    this.#policy = circuitBreaker(handleWhen(counts), { breaker, halfOpenAfter: this.#openTimes() });
    let state: CircuitState = 'closed';
    this.#policy.onStateChange((changed) => {
      const from = state;
      state = stateNames[changed];
      if (state === 'closed') this.#closed();
      if (from !== state) environment.onChange?.(from, state);
    });
  }

  view(): CircuitView {
    const openUntilMs = this.#policy.state === PolicyState.Open ? this.#eligibleAtMs : 0;
    const eligibleAtMs = Math.max(openUntilMs, this.#restUntilMs);
    return {
      state: stateNames[this.#policy.state],
      probeInFlight: this.#probeInFlight,
      ...(this.#openedAtMs === undefined ? {} : { openedAtMs: this.#openedAtMs }),
      ...(eligibleAtMs > 0 ? { eligibleAtMs } : {}),
      ...(this.#restUntilMs > 0 ? { restUntilMs: this.#restUntilMs } : {}),
    };
  }

  /** Whether an attempt may start now. */
  admits(): boolean {
    const nowMs = this.#environment.clock.nowMs();
    if (this.#isKept(nowMs)) return false;
    if (this.#policy.state === PolicyState.Closed) return true;
    return this.#policy.state !== PolicyState.Isolated && nowMs >= this.#eligibleAtMs;
  }

  /**
   * Takes a permit, if the circuit admits one. `force`: a probe out of turn, during the open time, but never during
   * a rest that the vendor asked for.
   */
  tryAcquire(options: { readonly force?: boolean } = {}): CircuitPermit | undefined {
    const forced =
      options.force === true &&
      !this.#isKept(this.#environment.clock.nowMs()) &&
      this.#policy.state !== PolicyState.Isolated;
    return forced || this.admits() ? this.#acquire() : undefined;
  }

  /** Keeps everybody away until then without opening: a Retry-After of a vendor that is otherwise well. */
  rest(untilMs: number): void {
    this.#restUntilMs = Math.max(this.#restUntilMs, untilMs);
  }

  /** Whether nobody may come, not even out of turn. */
  #isKept(nowMs: number): boolean {
    return nowMs < this.#restUntilMs || this.#probeInFlight || this.#deciding;
  }

  #acquire(): CircuitPermit {
    const isProbe = this.#policy.state !== PolicyState.Closed;
    if (isProbe) this.#probeInFlight = true;
    const { promise, resolve, reject } = Promise.withResolvers<undefined>();
    // The policy rethrows the outcome to whoever awaits it. Nobody needs to: the outcome was ours to begin with.
    const decided = this.#policy
      .execute(() => promise)
      .then(
        () => undefined,
        () => undefined,
      );
    let settled = false;
    const settle = (act: () => void): void => {
      if (settled) return;
      settled = true;
      if (isProbe) {
        this.#probeInFlight = false;
        this.#deciding = true;
        void decided.then(() => {
          this.#deciding = false;
        });
      }
      act();
    };
    return {
      success: () => {
        settle(() => {
          resolve(undefined);
        });
      },
      failure: (options) => {
        settle(() => {
          reject(new Outcome('failed', options?.open === true));
        });
      },
      alive: () => {
        settle(() => {
          reject(new Outcome('alive'));
        });
      },
      abandon: () => {
        settle(() => {
          reject(new Outcome(isProbe ? 'abandoned' : 'alive'));
        });
      },
    };
  }

  /** The policy asks this for an open time whenever it opens. It is told 0: the gate is `admits`, on our clock. */
  #openTimes(): IBackoffFactory<{ readonly result: object }> {
    const next = (context: { readonly result: object }): IBackoff<{ readonly result: object }> => {
      this.#opened('error' in context.result ? context.result.error : undefined);
      return { duration: 0, next };
    };
    return { next };
  }

  #opened(outcome: unknown): void {
    const nowMs = this.#environment.clock.nowMs();
    this.#openedAtMs ??= nowMs;
    if (outcome instanceof Outcome && outcome.kind === 'abandoned') {
      this.#eligibleAtMs = nowMs;
      return;
    }
    const openMs = Math.min(
      this.#settings.maxOpenMs,
      this.#settings.openMs * 2 ** Math.min(this.#failedOpenings, 30),
    );
    this.#failedOpenings += 1;
    const jitter = 1 - jitterRatio + 2 * jitterRatio * this.#environment.random();
    this.#eligibleAtMs = nowMs + Math.round(openMs * jitter);
  }

  #closed(): void {
    this.#openedAtMs = undefined;
    this.#eligibleAtMs = 0;
    this.#failedOpenings = 0;
  }
}

/** Consecutive failures, or one that says so. */
class OpeningBreaker extends ConsecutiveBreaker {
  openNext = false;

  override failure(): boolean {
    const opens = super.failure() || this.openNext;
    this.openNext = false;
    return opens;
  }
}

const stateNames: Readonly<Record<PolicyState, CircuitState>> = {
  [PolicyState.Closed]: 'closed',
  [PolicyState.Open]: 'open',
  [PolicyState.HalfOpen]: 'half-open',
  [PolicyState.Isolated]: 'isolated',
};
