import { APIError, APIUserAbortError } from '../errors/api-error.js';
import { AllCandidatesFailedError, DeadlineExceededError, type Refusal } from '../errors/selection-errors.js';
import type { AttemptHandle, AttemptRequest } from '../ports/attempt.js';
import type { Clock } from '../ports/clock.js';
import type { FailureDecision } from '../ports/failure.js';
import type { RequestWarning } from '../ports/provider.js';
import type { Random } from '../ports/random.js';
import type { AttemptRecord } from '../ports/routing.js';
import { providerOf } from '../ports/target.js';
import { createCallScope, type CallScope } from './call-scope.js';
import { classifyFailure } from './classify-failure.js';
import { retryDelayMs, type RetrySettings } from './retry-delay.js';
import type { Writable } from '../writable.js';

/** One place to try, in the order of preference. */
export interface PlannedTarget {
  /** `provider/model`. */
  readonly target: string;
  /** Input plus output tokens; where it is unknown the model counts as no larger than any other. */
  readonly contextWindow?: number | undefined;
  /** One call although its circuit is open, because everything else was open too. */
  readonly probe?: boolean;
}

/** Everything the loop needs; it chooses nothing and calls nobody by itself. */
export interface AttemptPlan<T, P extends PlannedTarget = PlannedTarget> {
  /** Asked for one after the other, as far as the walk comes. */
  readonly targets: Iterable<P>;
  /** Takes what an attempt needs: at once where nothing has to be waited for. */
  begin(request: AttemptRequest): AttemptHandle | Promise<AttemptHandle>;
  /**
   * Makes the attempt. It calls `handle.succeed` when the answer is complete (for a stream that may be after
   * it resolved) and throws to fail; the loop then calls `handle.fail` and decides.
   */
  run(handle: AttemptHandle, target: P): Promise<T>;
  readonly retry: RetrySettings;
  /** Attempts over the whole chain. */
  readonly maxAttempts: number;
  /** Milliseconds for everything. */
  readonly deadlineMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly requestId?: string | undefined;
  /** Whether the answer is streamed. @default false */
  readonly streamed?: boolean | undefined;
  /** Whether a content filter's refusal may go on to another vendor. @default false */
  readonly allowContentFilterFailover?: boolean | undefined;
  /** Shared by all loops of one call, so that no two attempts have the same number. */
  readonly numbering?: AttemptNumbering | undefined;
  /** Providers that failed before in the same call, or are tried beside another attempt: what they get is a retry. */
  readonly retriedProviders?: ReadonlySet<string> | undefined;
  /** How often targets were tried before in the same call. */
  readonly triedBefore?: ReadonlyMap<string, number> | undefined;
  readonly clock: Clock;
  readonly random: Random;
  /** Asked before each attempt; `false` skips the target. */
  accept?(target: P, attempts: readonly AttemptRecord[]): boolean;
  onAttempt?(record: AttemptRecord): void;
  readonly onWarning?: (warning: RequestWarning) => void;
  /** Told of time spent waiting for a place, for the answer and between attempts, milliseconds. */
  onWait?(waitedMs: number): void;
}

/** Counts the attempts of one call. */
export interface AttemptNumbering {
  used: number;
}

export interface AttemptOutcome<T> {
  readonly value: T;
  /** The attempt that answered. */
  readonly handle: AttemptHandle;
  /** The attempts that failed before it. */
  readonly attempts: readonly AttemptRecord[];
  /** Ends the deadline's timer; called by the loop itself when the attempt is over, here for streams. */
  readonly scope: CallScope;
}

const attemptsByError = new WeakMap<object, readonly AttemptRecord[]>();

/** The attempts behind an error that the loop threw. */
export function attemptsOf(error: unknown): readonly AttemptRecord[] {
  if (AllCandidatesFailedError.isInstance(error) || DeadlineExceededError.isInstance(error))
    return error.attempts;
  return typeof error === 'object' && error !== null ? (attemptsByError.get(error) ?? []) : [];
}

/**
 * The one loop: walks the targets in order, tries each as often as the failure's class and the settings allow,
 * goes to another credential before another target when a credential is to blame, and stops when the request
 * itself is wrong, the caller is gone, or attempts or time ran out.
 *
 * @throws the attempt's own error when its class says stop; `attemptsOf(error)` tells what was tried.
 * @throws AllCandidatesFailedError when nobody answered.
 * @throws DeadlineExceededError when time ran out first.
 * @throws APIUserAbortError when `signal` aborted.
 */
export function runAttempts<T, P extends PlannedTarget = PlannedTarget>(
  plan: AttemptPlan<T, P>,
): Promise<AttemptOutcome<T>> {
  return new Walk(plan).run();
}

/** Most calls need no set of their own, because nothing fails. */
const none: ReadonlySet<string> = new Set<string>();

/** How an attempt began, or that it did not. */
type Begun = AttemptHandle | 'failed' | 'kept-away';

/** How the walk goes on after a failure. */
type Next = 'same-target' | 'next-target';

class Walk<T, P extends PlannedTarget> {
  readonly attempts: AttemptRecord[] = [];
  readonly #plan: AttemptPlan<T, P>;
  readonly #scope: CallScope;
  #excludedCredentials = none;
  readonly #refusals: Refusal[] = [];
  #largerThan: number | undefined;
  #lastError: unknown;
  /** Providers that failed in this call in a way that counts: what they get from here on are retries. */
  #failedProviders: ReadonlySet<string>;
  readonly #numbering: AttemptNumbering;
  #started = 0;
  #onlyCredentialFailures = true;

  constructor(plan: AttemptPlan<T, P>) {
    this.#plan = plan;
    this.#scope = createCallScope(plan);
    this.#failedProviders = plan.retriedProviders ?? none;
    this.#numbering = plan.numbering ?? { used: 0 };
  }

  async run(): Promise<AttemptOutcome<T>> {
    try {
      const keptAway: P[] = [];
      for (const target of this.#plan.targets) {
        const outcome = await this.#tryTarget(target, false);
        if (outcome === 'kept-away') keptAway.push(target);
        else if (outcome !== 'failed') return outcome;
      }
      return await this.#tryLast(keptAway);
    } catch (error) {
      this.#scope.dispose();
      const final = this.#finalError(error);
      if (typeof final === 'object' && final !== null) attemptsByError.set(final, this.attempts);
      throw final;
    }
  }

  /** Nobody else is left: whom a ramp kept away is asked after all, and whoever recovered meanwhile. */
  async #tryLast(keptAway: readonly P[]): Promise<AttemptOutcome<T>> {
    for (const target of keptAway) {
      const outcome = await this.#tryTarget(target, true);
      if (typeof outcome === 'object') return outcome;
    }
    throw new AllCandidatesFailedError({
      attempts: this.attempts,
      refusals: this.#refusals,
      credentialsExhausted: this.#lastError !== undefined && this.#onlyCredentialFailures,
      cause: this.#lastError,
    });
  }

  async #tryTarget(target: P, lastResort: boolean): Promise<AttemptOutcome<T> | 'failed' | 'kept-away'> {
    const triedBefore = this.#plan.triedBefore?.get(target.target) ?? 0;
    let triesOnTarget = triedBefore;
    let next: Next = 'same-target';
    // A key was to blame, not the target: if the next key is kept away, the target is worth another look later.
    let rotates = false;
    while (next === 'same-target' && this.#admits(target)) {
      this.#scope.throwIfOver();
      const begun = this.#begin(target, lastResort);
      const fromMs = this.#plan.clock.nowMs();
      const handle = begun instanceof Promise ? await begun : begun;
      if (typeof handle === 'string') {
        this.#waitedSince(fromMs);
        return triesOnTarget === triedBefore || rotates ? handle : 'failed';
      }
      triesOnTarget += 1;
      try {
        const value = await this.#plan.run(handle, target);
        this.#waitedSince(fromMs);
        return { value, handle, attempts: this.attempts, scope: this.#scope };
      } catch (error) {
        this.#waitedSince(fromMs);
        const excluded = this.#excludedCredentials.size;
        next = await this.#afterFailure({ error, handle, target, triesOnTarget });
        rotates = this.#excludedCredentials.size > excluded;
      }
    }
    return 'failed';
  }

  /** What the caller is told: a deadline that ran out hides no attempts. */
  #finalError(error: unknown): unknown {
    if (DeadlineExceededError.isInstance(error) && this.#plan.deadlineMs !== undefined) {
      return new DeadlineExceededError(this.#plan.deadlineMs, this.attempts, {
        cause: this.#lastError ?? error,
      });
    }
    return error;
  }

  #admits(target: P): boolean {
    if (this.#started >= this.#plan.maxAttempts) return false;
    if (this.#largerThan !== undefined && (target.contextWindow ?? 0) <= this.#largerThan) return false;
    return this.#plan.accept?.(target, this.attempts) ?? true;
  }

  #waitedSince(fromMs: number): void {
    const waitedMs = this.#plan.clock.nowMs() - fromMs;
    if (waitedMs > 0) this.#plan.onWait?.(waitedMs);
  }

  #begin(target: P, lastResort: boolean): Begun | Promise<Begun> {
    this.#numbering.used += 1;
    try {
      const begun = this.#plan.begin(this.#requestFor(target, lastResort));
      if (!(begun instanceof Promise)) return this.#begun(begun);
      return begun.then(
        (handle) => this.#begun(handle),
        (error: unknown) => this.#refused(error, target, lastResort),
      );
    } catch (error) {
      return this.#refused(error, target, lastResort);
    }
  }

  #requestFor(target: P, lastResort: boolean): AttemptRequest {
    // Nothing of the plan may stay with the attempt, which a stream keeps: the plan knows the whole request.
    const { requestId, onWarning } = this.#plan;
    const request: Writable<AttemptRequest> = {
      target: target.target,
      number: this.#numbering.used,
      signal: this.#scope.signal,
      excludedCredentials: this.#excludedCredentials,
      probe: target.probe === true && this.#started === 0,
      retry: this.#failedProviders.size > 0 && this.#failedProviders.has(providerOf(target.target)),
      lastResort,
    };
    if (this.#scope.deadlineAtMs !== undefined) request.deadlineAtMs = this.#scope.deadlineAtMs;
    if (requestId !== undefined) request.requestId = requestId;
    if (onWarning !== undefined) request.onWarning = onWarning;
    return request;
  }

  #begun(handle: AttemptHandle): AttemptHandle {
    this.#started += 1;
    return handle;
  }

  /** Refused before anything was sent: not an attempt, but the reason for passing on if nobody else answers. */
  #refused(error: unknown, { target }: P, lastResort: boolean): 'failed' | 'kept-away' {
    this.#numbering.used -= 1;
    const decision = classifyFailure(error);
    if (decision.action === 'stop') throw error;
    if (decision.scope !== 'credential') this.#onlyCredentialFailures = false;
    this.#lastError ??= error;
    if (decision.kind === 'circuit_open' && !lastResort) return 'kept-away';
    this.#refusals.push({ target, message: error instanceof Error ? error.message : String(error) });
    return 'failed';
  }

  async #afterFailure(failed: {
    readonly error: unknown;
    readonly handle: AttemptHandle;
    readonly target: P;
    readonly triesOnTarget: number;
  }): Promise<Next> {
    const { error, handle, target, triesOnTarget } = failed;
    const { record, decision } = handle.fail(error);
    this.attempts.push(record);
    this.#plan.onAttempt?.(record);
    this.#lastError = error;
    this.#scope.throwIfOver();
    if (this.#stops(decision)) throw error;
    if (decision.effect === 'count' || decision.effect === 'rest')
      this.#failedProviders = new Set([...this.#failedProviders, record.provider]);
    if (decision.retryBudgetExhausted === true)
      this.#refusals.push({
        target: target.target,
        message: `${record.provider} fails so often that no more retries are made for now`,
      });
    if (decision.scope !== 'credential' || decision.effect !== 'open') this.#onlyCredentialFailures = false;
    if (decision.largerWindowOnly)
      this.#largerThan = Math.max(this.#largerThan ?? 0, target.contextWindow ?? 0);
    if (decision.scope === 'credential' && decision.effect === 'open' && handle.credential !== undefined) {
      // A dead key is no reason to leave the provider: begin() refuses the target once no other key is left.
      this.#excludedCredentials = new Set([...this.#excludedCredentials, handle.credential]);
      return 'same-target';
    }
    return this.#retries(decision, triesOnTarget)
      ? this.#waitForRetry(decision, triesOnTarget)
      : 'next-target';
  }

  #stops(decision: FailureDecision): boolean {
    if (decision.kind === 'content_filter' && this.#plan.allowContentFilterFailover === true) return false;
    return decision.action === 'stop';
  }

  #retries(decision: FailureDecision, triesOnTarget: number): boolean {
    if (decision.action !== 'retry' || this.#started >= this.#plan.maxAttempts) return false;
    if (decision.retriesOnlyStreams === true && this.#plan.streamed !== true) return false;
    return triesOnTarget < Math.min(this.#plan.retry.attempts, decision.maxAttemptsOnTarget);
  }

  async #waitForRetry(decision: FailureDecision, triesOnTarget: number): Promise<Next> {
    const { random, retry } = this.#plan;
    const delayMs = retryDelayMs(triesOnTarget, retry, { random, retryAfterMs: decision.retryAfterMs });
    // A vendor that wants a long rest is left alone: another target answers sooner, or the caller is told.
    if (delayMs > retry.backoffMaxMs || delayMs >= this.#scope.remainingMs()) return 'next-target';
    await this.#scope.sleep(delayMs);
    this.#plan.onWait?.(delayMs);
    return 'same-target';
  }
}

/** Whether an error means that the caller, not a vendor, ended the call. */
export function isCallerEnd(error: unknown): boolean {
  return (
    APIUserAbortError.isInstance(error) ||
    DeadlineExceededError.isInstance(error) ||
    (APIError.isInstance(error) && error.kind === 'aborted')
  );
}
