import {
  NoEligibleModelError,
  runAttempts,
  type AttemptHandle,
  type AttemptNumbering,
  type AttemptOutcome,
  type AttemptPlan,
  type AttemptRecord,
  type AttemptRequest,
  type Clock,
  type Decision,
  type ProviderDirectory,
  type Random,
  type RequestWarning,
  type RetrySettings,
  type RoutingPolicy,
} from '@reg/core';
import { isFreeModel } from '../pricing/is-free-model.js';
import { priceOf } from '../pricing/price-of.js';
import { callTarget, type CallTarget } from '../rank/call-target.js';
import { firstChoiceOf } from '../rank/lazy-decision.js';
import type { CallJournal } from './call-journal.js';
import { MeteredAttempt } from './metered-attempt.js';
import { createSpending, type Spending } from './spending.js';

/** What one attempt is made with. */
export interface AttemptContext {
  readonly attempt: MeteredAttempt;
  readonly candidate: CallTarget;
  /** Set under a cost cap: what is left of it can pay for no more output. */
  readonly outputTokenLimit: number | undefined;
}

export interface RankedWalk<T> {
  readonly directory: ProviderDirectory;
  readonly decision: Decision;
  /** The policy that the decision was made with. */
  readonly policy: RoutingPolicy;
  readonly journal: CallJournal;
  readonly retry: RetrySettings;
  readonly maxAttempts: number;
  readonly streamed?: boolean | undefined;
  readonly deadlineMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly requestId?: string | undefined;
  readonly allowContentFilterFailover?: boolean | undefined;
  /** The candidates of the decision to try. @default all of them */
  readonly candidates?: readonly CallTarget[] | undefined;
  readonly numbering?: AttemptNumbering | undefined;
  readonly retriedProviders?: ReadonlySet<string> | undefined;
  readonly triedBefore?: ReadonlyMap<string, number> | undefined;
  /** Asked last before each attempt. */
  mayTry?(target: string): boolean;
  readonly clock: Clock;
  readonly random: Random;
  /** Makes the attempt: ends it with `succeed` when the answer is complete, or throws. */
  run(context: AttemptContext): Promise<T>;
}

/** How a walk ended: with an attempt that knows what it used. */
export interface RankedOutcome<T> extends AttemptOutcome<T> {
  readonly handle: MeteredAttempt;
}

/**
 * Walks a decision with core's attempt loop and keeps its promises on the way: money and freeness are checked
 * again right before each attempt, so that they hold whatever failed and whoever ranked.
 *
 * @throws NoEligibleModelError when nothing is ranked; rejects with everything that `runAttempts` throws.
 */
export function walkRanked<T>(walk: RankedWalk<T>): Promise<RankedOutcome<T>> {
  if (firstChoiceOf(walk.decision) === undefined) throw new NoEligibleModelError(walk.decision);
  // The plan's `begin` makes every handle.
  return runAttempts<T, CallTarget>(new RankedPlan(walk)) as Promise<RankedOutcome<T>>;
}

/** The plan of one walk: an object and no closures, because one is made for each call. */
class RankedPlan<T> implements AttemptPlan<T, CallTarget> {
  readonly targets: Iterable<CallTarget>;
  readonly onWarning: (warning: RequestWarning) => void;
  readonly #walk: RankedWalk<T>;
  readonly #spending: Spending;
  /** Who was let through last: one is tried after the other. */
  #candidate: CallTarget | undefined;

  constructor(walk: RankedWalk<T>) {
    this.targets = walk.candidates ?? inTurn(walk.decision);
    const { journal } = walk;
    this.onWarning = (warning) => {
      journal.warn(warning);
    };
    this.#walk = walk;
    this.#spending = createSpending(walk.decision.requirement, walk.policy);
  }

  get retry(): RetrySettings {
    return this.#walk.retry;
  }

  get maxAttempts(): number {
    return this.#walk.maxAttempts;
  }

  get streamed(): boolean | undefined {
    return this.#walk.streamed;
  }

  get deadlineMs(): number | undefined {
    return this.#walk.deadlineMs;
  }

  get signal(): AbortSignal | undefined {
    return this.#walk.signal;
  }

  get requestId(): string | undefined {
    return this.#walk.requestId;
  }

  get allowContentFilterFailover(): boolean | undefined {
    return this.#walk.allowContentFilterFailover;
  }

  get numbering(): AttemptNumbering | undefined {
    return this.#walk.numbering;
  }

  get retriedProviders(): ReadonlySet<string> | undefined {
    return this.#walk.retriedProviders;
  }

  get triedBefore(): ReadonlyMap<string, number> | undefined {
    return this.#walk.triedBefore;
  }

  get clock(): Clock {
    return this.#walk.clock;
  }

  get random(): Random {
    return this.#walk.random;
  }

  begin(request: AttemptRequest): MeteredAttempt | Promise<MeteredAttempt> {
    const { directory, policy } = this.#walk;
    const candidate = this.#candidate;
    const price = candidate && priceOf({ target: candidate.target, model: candidate.descriptor }, policy);
    const begun = directory.beginAttempt(request);
    return begun instanceof Promise
      ? begun.then((handle) => new MeteredAttempt(handle, price))
      : new MeteredAttempt(begun, price);
  }

  run(handle: AttemptHandle, candidate: CallTarget): Promise<T> {
    const allowance = this.#spending.allowanceFor(candidate);
    const outputTokenLimit = allowance?.affordable === true ? allowance.outputTokenLimit : undefined;
    if (outputTokenLimit !== undefined) this.#walk.journal.warn(limitWarning(candidate, outputTokenLimit));
    // `begin` makes every handle.
    return this.#walk.run({ attempt: handle as MeteredAttempt, candidate, outputTokenLimit });
  }

  accept(candidate: CallTarget): boolean {
    this.#candidate = candidate;
    return (
      isFreeEnough(candidate, this.#walk) &&
      this.#spending.allowanceFor(candidate)?.affordable !== false &&
      (this.#walk.mayTry?.(candidate.target) ?? true)
    );
  }

  onAttempt(record: AttemptRecord): void {
    this.#walk.journal.record(record);
    if (this.#candidate !== undefined) this.#spending.settle(record, this.#candidate.descriptor);
  }

  onWait(waitedMs: number): void {
    this.#walk.journal.notOurs(waitedMs);
  }
}

/** The first choice first, and all others only for whoever asks for a second: most calls do not. */
function* inTurn(decision: Decision): Generator<CallTarget, void, undefined> {
  const first = firstChoiceOf(decision);
  if (first !== undefined) yield first;
  for (const candidate of decision.ranked.slice(1)) yield callTarget(candidate);
}

/** By the operator's word of now, not of the time of the decision. */
function isFreeEnough(candidate: CallTarget, { decision, directory }: RankedWalk<unknown>): boolean {
  if (!decision.requirement.freeOnly) return true;
  const subject = { target: candidate.target, model: candidate.descriptor };
  return isFreeModel(subject, directory.snapshot().policy);
}

function limitWarning({ provider, model }: CallTarget, outputTokenLimit: number): RequestWarning {
  return {
    provider,
    model,
    parameter: 'max_tokens',
    action: 'changed',
    message: `limited to ${outputTokenLimit} output tokens: the cost cap pays for no more`,
  };
}
