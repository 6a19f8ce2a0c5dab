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
  type PlannedTarget,
  type ProviderDirectory,
  type RankedCandidate,
  type Random,
  type RequestWarning,
  type RetrySettings,
  type RoutingPolicy,
} from '@reg/core';
import { isFreeModel } from '../pricing/is-free-model.js';
import { priceOf } from '../pricing/price-of.js';
import type { CallJournal } from './call-journal.js';
import { MeteredAttempt } from './metered-attempt.js';
import { createSpending, type Spending } from './spending.js';

/** What one attempt is made with. */
export interface AttemptContext {
  readonly attempt: MeteredAttempt;
  readonly candidate: RankedCandidate;
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
  readonly candidates?: readonly RankedCandidate[] | undefined;
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

interface RankedTarget extends PlannedTarget {
  readonly candidate: RankedCandidate;
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
  const ranked = walk.candidates ?? walk.decision.ranked;
  if (ranked.length === 0) throw new NoEligibleModelError(walk.decision);
  // The plan's `begin` makes every handle.
  return runAttempts<T, RankedTarget>(new RankedPlan(walk, plannedOf(ranked))) as Promise<RankedOutcome<T>>;
}

/** The plan of one walk: an object and no closures, because one is made for each call. */
class RankedPlan<T> implements AttemptPlan<T, RankedTarget> {
  readonly targets: readonly RankedTarget[];
  readonly retry: RetrySettings;
  readonly maxAttempts: number;
  readonly streamed: boolean | undefined;
  readonly deadlineMs: number | undefined;
  readonly signal: AbortSignal | undefined;
  readonly requestId: string | undefined;
  readonly allowContentFilterFailover: boolean | undefined;
  readonly numbering: AttemptNumbering | undefined;
  readonly retriedProviders: ReadonlySet<string> | undefined;
  readonly triedBefore: ReadonlyMap<string, number> | undefined;
  readonly clock: Clock;
  readonly random: Random;
  readonly #walk: RankedWalk<T>;
  readonly #candidates: Planned['candidates'];
  readonly #spending: Spending;

  constructor(walk: RankedWalk<T>, { targets, candidates }: Planned) {
    this.targets = targets;
    this.retry = walk.retry;
    this.maxAttempts = walk.maxAttempts;
    this.streamed = walk.streamed;
    this.deadlineMs = walk.deadlineMs;
    this.signal = walk.signal;
    this.requestId = walk.requestId;
    this.allowContentFilterFailover = walk.allowContentFilterFailover;
    this.numbering = walk.numbering;
    this.retriedProviders = walk.retriedProviders;
    this.triedBefore = walk.triedBefore;
    this.clock = walk.clock;
    this.random = walk.random;
    this.#walk = walk;
    this.#candidates = candidates;
    this.#spending = createSpending(walk.decision.requirement, walk.policy);
  }

  async begin(request: AttemptRequest): Promise<MeteredAttempt> {
    const { directory, policy, journal } = this.#walk;
    const candidate = this.#candidates.get(request.target);
    const price = candidate && priceOf({ target: candidate.target, model: candidate.descriptor }, policy);
    const fromMs = this.clock.nowMs();
    try {
      return new MeteredAttempt(await directory.beginAttempt(request), price);
    } finally {
      journal.notOurs(this.clock.nowMs() - fromMs);
    }
  }

  async run(handle: AttemptHandle, { candidate }: RankedTarget): Promise<T> {
    const { journal } = this.#walk;
    const allowance = this.#spending.allowanceFor(candidate);
    const outputTokenLimit = allowance?.affordable === true ? allowance.outputTokenLimit : undefined;
    if (outputTokenLimit !== undefined) journal.warn(limitWarning(candidate, outputTokenLimit));
    // `begin` makes every handle.
    const attempt = handle as MeteredAttempt;
    const fromMs = this.clock.nowMs();
    try {
      return await this.#walk.run({ attempt, candidate, outputTokenLimit });
    } finally {
      journal.notOurs(this.clock.nowMs() - fromMs);
    }
  }

  accept({ candidate }: RankedTarget): boolean {
    return (
      isFreeEnough(candidate, this.#walk) &&
      this.#spending.allowanceFor(candidate)?.affordable !== false &&
      (this.#walk.mayTry?.(candidate.target) ?? true)
    );
  }

  onAttempt(record: AttemptRecord): void {
    this.#walk.journal.record(record);
    const descriptor = this.#candidates.get(record.target)?.descriptor;
    if (descriptor !== undefined) this.#spending.settle(record, descriptor);
  }

  onWarning(warning: RequestWarning): void {
    this.#walk.journal.warn(warning);
  }

  onWait(waitedMs: number): void {
    this.#walk.journal.notOurs(waitedMs);
  }
}

interface Planned {
  readonly targets: readonly RankedTarget[];
  readonly candidates: ReadonlyMap<string, RankedCandidate>;
}

const plans = new WeakMap<readonly RankedCandidate[], Planned>();

/** Decisions of one kind share their ranking, so its plan is made once too. */
function plannedOf(ranked: readonly RankedCandidate[]): Planned {
  let planned = plans.get(ranked);
  if (planned === undefined) {
    const candidates = new Map(ranked.map((candidate) => [candidate.target, candidate]));
    planned = { candidates, targets: [...candidates.values()].map(plannedTarget) };
    plans.set(ranked, planned);
  }
  return planned;
}

function plannedTarget(candidate: RankedCandidate): RankedTarget {
  return {
    target: candidate.target,
    contextWindow: candidate.descriptor.contextWindow,
    probe: candidate.reasons.some(({ code }) => code === 'all_circuits_open_probe'),
    candidate,
  };
}

/** By the operator's word of now, not of the time of the decision. */
function isFreeEnough(candidate: RankedCandidate, { decision, directory }: RankedWalk<unknown>): boolean {
  if (!decision.requirement.freeOnly) return true;
  const subject = { target: candidate.target, model: candidate.descriptor };
  return isFreeModel(subject, directory.snapshot().policy);
}

function limitWarning({ provider, model }: RankedCandidate, outputTokenLimit: number): RequestWarning {
  return {
    provider,
    model,
    parameter: 'max_tokens',
    action: 'changed',
    message: `limited to ${outputTokenLimit} output tokens: the cost cap pays for no more`,
  };
}
