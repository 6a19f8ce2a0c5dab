import {
  NoEligibleModelError,
  runAttempts,
  type AttemptNumbering,
  type AttemptOutcome,
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
import { createSpending } from './spending.js';

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

/**
 * Walks a decision with core's attempt loop and keeps its promises on the way: money and freeness are checked
 * again right before each attempt, so that they hold whatever failed and whoever ranked.
 *
 * @throws NoEligibleModelError when nothing is ranked, and everything that `runAttempts` throws.
 */
export async function walkRanked<T>(walk: RankedWalk<T>): Promise<AttemptOutcome<T>> {
  const { decision, directory, journal, policy } = walk;
  const ranked = walk.candidates ?? decision.ranked;
  if (ranked.length === 0) throw new NoEligibleModelError(decision);
  const spending = createSpending(decision.requirement, policy);
  const { targets, candidates } = plannedOf(ranked);
  return runAttempts<T, RankedTarget>({
    targets,
    begin: (request) =>
      journal.timeNotOurs(async () => {
        const candidate = candidates.get(request.target);
        const price = candidate && priceOf({ target: candidate.target, model: candidate.descriptor }, policy);
        return new MeteredAttempt(await directory.beginAttempt(request), price);
      }),
    async run(handle, { candidate }) {
      const allowance = spending.allowanceFor(candidate);
      const outputTokenLimit = allowance?.affordable === true ? allowance.outputTokenLimit : undefined;
      if (outputTokenLimit !== undefined) journal.warn(limitWarning(candidate, outputTokenLimit));
      // `begin` above makes every handle.
      const attempt = handle as MeteredAttempt;
      return journal.timeNotOurs(() => walk.run({ attempt, candidate, outputTokenLimit }));
    },
    accept: ({ candidate }) =>
      isFreeEnough(candidate, walk) &&
      spending.allowanceFor(candidate)?.affordable !== false &&
      (walk.mayTry?.(candidate.target) ?? true),
    onAttempt(record) {
      journal.record(record);
      const descriptor = candidates.get(record.target)?.descriptor;
      if (descriptor !== undefined) spending.settle(record, descriptor);
    },
    onWarning: (warning) => {
      journal.warn(warning);
    },
    onWait: (waitedMs) => {
      journal.notOurs(waitedMs);
    },
    retry: walk.retry,
    maxAttempts: walk.maxAttempts,
    streamed: walk.streamed,
    deadlineMs: walk.deadlineMs,
    signal: walk.signal,
    requestId: walk.requestId,
    allowContentFilterFailover: walk.allowContentFilterFailover,
    numbering: walk.numbering,
    retriedProviders: walk.retriedProviders,
    triedBefore: walk.triedBefore,
    clock: walk.clock,
    random: walk.random,
  });
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
