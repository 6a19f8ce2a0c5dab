import {
  CircuitState as PolicyState,
  circuitBreaker,
  handleWhen,
  type CircuitBreakerPolicy,
  type IBackoff,
  type IBackoffFactory,
} from 'cockatiel';
import type { Clock } from '../ports/clock.js';
import type { Random } from '../ports/random.js';
import type { CircuitState } from '../ports/routing.js';
import { OpeningRule, type OpeningRuleSettings } from './opening-rule.js';
import { RampUp, type RampUpView } from './ramp-up.js';

/** When a circuit opens and for how long. */
export interface CircuitSettings extends OpeningRuleSettings {
  /** First open time in milliseconds; doubles each time a probe fails. */
  readonly openMs: number;
  /** Upper bound of the open time in milliseconds, before jitter. */
  readonly maxOpenMs: number;
  /** Milliseconds after a recovery during which calls are admitted by and by; 0: all at once. */
  readonly rampUpMs: number;
}

/** One circuit as it is written down, to go on after a restart. Plain JSON. */
export interface SavedCircuit {
  /** The state machine's own state. */
  readonly policy: unknown;
  readonly openedAtMs?: number;
  readonly eligibleAtMs: number;
  readonly restUntilMs: number;
  readonly failedOpenings: number;
}

export interface CircuitEnvironment {
  readonly clock: Clock;
  readonly random: Random;
  /** `adopted`: another process said so. */
  onChange?(from: CircuitState, to: CircuitState, adopted?: true): void;
}

export interface CircuitView {
  readonly state: CircuitState;
  readonly openedAtMs?: number;
  /** End of the open time or of a rest, whichever is later. Absent when it may be used. */
  readonly eligibleAtMs?: number;
  /** End of the rest that the vendor asked for last. */
  readonly restUntilMs?: number;
  readonly probeInFlight: boolean;
  /** Present while it recovers. */
  readonly rampUp?: RampUpView;
}

/** Who asks for a permit. */
export interface AcquireOptions {
  /** A probe out of turn, during the open time, but never during a rest that the vendor asked for. */
  readonly force?: boolean;
  /** Nobody else is left to ask: a ramp is no reason to refuse. */
  readonly lastResort?: boolean;
}

/** The right to make one attempt. The first of its methods to be called ends it; later calls do nothing. */
export interface CircuitPermit {
  /** @param nowMs - for whoever knows it already: several permits end at once. */
  success(nowMs?: number): void;
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
  readonly #settings: CircuitSettings;
  readonly #environment: CircuitEnvironment;
  #policy: CircuitBreakerPolicy;
  /** The policy's own. */
  #breaker: OpeningRule;
  #openedAtMs: number | undefined;
  #eligibleAtMs = 0;
  #restUntilMs = 0;
  #failedOpenings = 0;
  #probeInFlight = false;
  /** The probe ended, but the policy learns of it only some microtasks later: until then it would admit another. */
  #deciding: Promise<void> | undefined;
  #rampUp: RampUp | undefined;

  constructor(settings: CircuitSettings, environment: CircuitEnvironment, saved?: SavedCircuit) {
    this.#settings = settings;
    this.#environment = environment;
    this.#breaker = new OpeningRule(settings, environment.clock);
    this.#policy = this.#createPolicy(this.#breaker, saved?.policy);
    if (saved !== undefined) this.#takeTimes(saved);
  }

  toJSON(): SavedCircuit {
    return {
      policy: this.#policy.toJSON(),
      ...(this.#openedAtMs === undefined ? {} : { openedAtMs: this.#openedAtMs }),
      eligibleAtMs: this.#eligibleAtMs,
      restUntilMs: this.#restUntilMs,
      failedOpenings: this.#failedOpenings,
    };
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
      ...(this.#rampUp === undefined || this.#rampUp.isOver ? {} : { rampUp: this.#rampUp.view() }),
    };
  }

  /** Settles when the policy has learnt how the last probe ended; absent when it has. Some microtasks. */
  get deciding(): Promise<void> | undefined {
    return this.#deciding;
  }

  /** Whether an attempt may start now. */
  admits(options: Pick<AcquireOptions, 'lastResort'> = {}): boolean {
    if (this.#isKept()) return false;
    if (this.#policy.state === PolicyState.Closed)
      return options.lastResort === true || this.#rampUp?.isFull !== true;
    return (
      this.#policy.state !== PolicyState.Isolated && this.#environment.clock.nowMs() >= this.#eligibleAtMs
    );
  }

  /** Takes a permit, if the circuit admits one. */
  tryAcquire(options: AcquireOptions = {}): CircuitPermit | undefined {
    const forced = options.force === true && !this.#isKept() && this.#policy.state !== PolicyState.Isolated;
    return forced || this.admits(options) ? this.#acquire() : undefined;
  }

  /** Keeps everybody away until then without opening: a Retry-After of a vendor that is otherwise well. */
  rest(untilMs: number): void {
    this.#restUntilMs = Math.max(this.#restUntilMs, untilMs);
  }

  /** Keeps everybody away until {@link Circuit.reset}, whatever happens. */
  isolate(): void {
    // The handle would end it; `reset` does, with a policy that knows nothing.
    this.#policy.isolate();
  }

  /** Closes it and forgets everything: failures, open time, rest, isolation. */
  reset(): void {
    const from = stateNames[this.#policy.state];
    this.#startFrom(undefined);
    this.#restUntilMs = 0;
    if (from !== 'closed') this.#environment.onChange?.(from, 'closed');
  }

  /**
   * Goes on from what another process learnt of the same target; absent: that all is well again. Attempts in flight here
   * tell it nothing any more, but where both are closed only a rest is new.
   */
  adopt(saved: SavedCircuit | undefined): void {
    const from = stateNames[this.#policy.state];
    const to = saved === undefined ? 'closed' : savedState(saved);
    if (from !== 'closed' || to !== 'closed') this.#startFrom(to === 'closed' ? undefined : saved);
    if (to === 'closed' && (from === 'open' || from === 'half-open')) this.#recovered();
    if (saved === undefined) this.#restUntilMs = 0;
    else this.rest(saved.restUntilMs);
    if (from !== to) this.#environment.onChange?.(from, to, true);
  }

  /** Whether nobody may come, not even out of turn. Looks at the clock only after a rest: it is asked for each attempt. */
  #isKept(): boolean {
    if (this.#probeInFlight || this.#deciding !== undefined) return true;
    return this.#restUntilMs > 0 && this.#environment.clock.nowMs() < this.#restUntilMs;
  }

  #startFrom(saved: SavedCircuit | undefined): void {
    this.#breaker = new OpeningRule(this.#settings, this.#environment.clock);
    this.#policy = this.#createPolicy(this.#breaker, saved?.policy);
    this.#closed();
    if (saved !== undefined) this.#takeTimes(saved);
    this.#rampUp = undefined;
    this.#probeInFlight = false;
    this.#deciding = undefined;
  }

  /** After the policy was made, which opened anew meanwhile and so set an open time of its own. */
  #takeTimes(saved: SavedCircuit): void {
    this.#openedAtMs = saved.openedAtMs;
    this.#eligibleAtMs = saved.eligibleAtMs;
    this.#restUntilMs = saved.restUntilMs;
    this.#failedOpenings = saved.failedOpenings;
  }

  #createPolicy(breaker: OpeningRule, initialState?: unknown): CircuitBreakerPolicy {
    const counts = (outcome: unknown): boolean => {
      if (outcome instanceof Outcome && outcome.opensAtOnce) breaker.openNext = true;
      return !(outcome instanceof Outcome && outcome.kind === 'alive');
    };
    const policy = circuitBreaker(handleWhen(counts), {
      breaker,
      halfOpenAfter: this.#openTimes(),
      ...(initialState === undefined ? {} : { initialState }),
    });
    let state = stateNames[policy.state];
    policy.onStateChange((changed) => {
      const from = state;
      state = stateNames[changed];
      // An attempt that began before a reset ends in a policy that is no longer in charge.
      if (policy !== this.#policy) return;
      if (state === 'closed') this.#closed();
      if (from === 'half-open' && state === 'closed') this.#recovered();
      if (from !== state) this.#environment.onChange?.(from, state);
    });
    return policy;
  }

  #acquire(): CircuitPermit {
    this.#rampUp?.enter();
    return this.#policy.state === PolicyState.Closed ? this.#closedPermit() : this.#probePermit();
  }

  /**
   * While the circuit is closed the policy only counts, so it hears of the outcome when there is one: running each
   * attempt within it would cost every call a handful of promises. Attempts that outlive the policy's closed time
   * tell it nothing: whoever probes it now knows better.
   */
  #closedPermit(): CircuitPermit {
    return new ClosedPermit(this.#policy, this.#breaker, this.#rampUp);
  }

  #probePermit(): CircuitPermit {
    const policy = this.#policy;
    this.#probeInFlight = true;
    const { promise, resolve, reject } = Promise.withResolvers<undefined>();
    // The policy rethrows the outcome to whoever awaits it. Nobody needs to: the outcome was ours to begin with.
    const decided = policy.execute(() => promise).then(nothing, nothing);
    let settled = false;
    const settle = (act: () => void): void => {
      if (settled) return;
      settled = true;
      if (policy === this.#policy) {
        this.#probeInFlight = false;
        const deciding = decided.then(() => {
          if (this.#deciding === deciding) this.#deciding = undefined;
        });
        this.#deciding = deciding;
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
          reject(new Outcome('abandoned'));
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
    this.#rampUp = undefined;
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

  #recovered(): void {
    const { rampUpMs } = this.#settings;
    this.#rampUp = rampUpMs > 0 ? new RampUp(this.#environment.clock, rampUpMs) : undefined;
  }
}

/** The right to an attempt on a closed circuit. An object and no closures: three of them are made for each attempt. */
class ClosedPermit implements CircuitPermit {
  readonly #policy: CircuitBreakerPolicy;
  readonly #breaker: OpeningRule;
  readonly #rampUp: RampUp | undefined;
  #settled = false;

  constructor(policy: CircuitBreakerPolicy, breaker: OpeningRule, rampUp: RampUp | undefined) {
    this.#policy = policy;
    this.#breaker = breaker;
    this.#rampUp = rampUp;
  }

  success(nowMs?: number): void {
    if (this.#settle('success')) this.#breaker.success(nowMs);
  }

  failure(options?: { readonly open?: boolean }): void {
    if (!this.#settle('failure')) return;
    const outcome = new Outcome('failed', options?.open === true);
    this.#policy.execute(() => Promise.reject(outcome)).then(nothing, nothing);
  }

  alive(): void {
    this.#settle('unknown');
  }

  abandon(): void {
    this.#settle('unknown');
  }

  #settle(rampOutcome: 'success' | 'failure' | 'unknown'): boolean {
    if (this.#settled) return false;
    this.#settled = true;
    this.#rampUp?.leave(rampOutcome);
    return this.#policy.state === PolicyState.Closed;
  }
}

/** The state in which a circuit was written down: half-open as open. */
export function savedState({ policy }: SavedCircuit): CircuitState {
  return stateNames[(policy as { readonly ownState: { readonly value: PolicyState } }).ownState.value];
}

const nothing = (): void => undefined;

const stateNames: Readonly<Record<PolicyState, CircuitState>> = {
  [PolicyState.Closed]: 'closed',
  [PolicyState.Open]: 'open',
  [PolicyState.HalfOpen]: 'half-open',
  [PolicyState.Isolated]: 'isolated',
};
