import {
  InvalidRequestError,
  systemClock,
  systemRandom,
  untilAborted,
  type Clock,
  type Decision,
  type FallbackCall,
  type FallbackOptions,
  type FallbackResult,
  type FallbackTarget,
  type ProviderDirectory,
  type Random,
  type RegistrySnapshot,
  type Requirement,
  type RetrySettings,
  type TokenUsage,
} from '@reg/core';
import { createCallJournal, type CallJournal } from '../executor/call-journal.js';
import { guarded } from '../executor/guarded-observer.js';
import { withReport } from '../executor/report-of.js';
import { walkRanked, type AttemptContext } from '../executor/walk-ranked.js';
import { categoryRequirement } from '../requirement/category-requirement.js';
import { routeOptionProblems } from '../requirement/route-option-problems.js';

/** How a chain is walked. */
export interface WalkSettings {
  readonly retry: RetrySettings;
  /** Attempts over the whole chain, when the call does not say. */
  readonly maxAttempts: number;
  /** @default systemClock */
  readonly clock?: Clock;
  /** @default systemRandom */
  readonly random?: Random;
}

export interface FallbackInputs<T> {
  readonly directory: ProviderDirectory;
  readonly category: string;
  readonly call: FallbackCall<T>;
  readonly options: FallbackOptions;
  readonly settings: WalkSettings;
  rank(requirement: Requirement, snapshot: RegistrySnapshot, seed: number): Decision;
}

/**
 * Walks the chain of a category with any call function until one target answers. The function fails over by
 * throwing one of core's errors; any other error is taken for a bug in it and ends the walk.
 *
 * @throws InvalidRequestError for an unknown category or wrong options, NoEligibleModelError,
 *   AllCandidatesFailedError, DeadlineExceededError, APIUserAbortError, or the error that stopped the walk.
 */
export async function callWithFallback<T>(inputs: FallbackInputs<T>): Promise<FallbackResult<T>> {
  const { directory, category, options, settings } = inputs;
  const { clock = systemClock, random = systemRandom } = settings;
  checkOptions(options);
  const snapshot = directory.snapshot();
  const requirement = categoryRequirement({ ...options, category, nowMs: clock.nowMs() }, snapshot.policy);
  const decision = inputs.rank(requirement, snapshot, options.seed ?? Math.floor(random() * 2 ** 32));
  const journal = createCallJournal(decision, clock, (record) => {
    guarded(() => options.onAttempt?.(record));
  });
  try {
    const { value, handle, scope } = await walkRanked<T>({
      directory,
      decision,
      policy: snapshot.policy,
      journal,
      retry: settings.retry,
      maxAttempts: options.maxAttempts ?? settings.maxAttempts,
      deadlineMs: options.deadlineMs,
      signal: options.signal,
      clock,
      random,
      run: (context) => callOne(inputs, context, journal),
    });
    scope.dispose();
    return { value, target: handle.target, attempts: [...journal.records] };
  } catch (error) {
    throw withReport(error, journal.report());
  }
}

/** Options that routing does not read. */
const beside = ['signal', 'usageOf', 'onAttempt', 'maxAttempts'];

function checkOptions(options: FallbackOptions): void {
  const { maxAttempts = 1 } = options;
  const problems = [...routeOptionProblems(options, { prefix: '', beside })];
  if (!Number.isSafeInteger(maxAttempts) || maxAttempts < 1) {
    problems.push({ parameter: 'maxAttempts', message: 'must be a whole number of 1 or more' });
  }
  if (problems.length > 0) throw new InvalidRequestError(problems);
}

async function callOne<T>(
  { call, options }: FallbackInputs<T>,
  { attempt, candidate, outputTokenLimit }: AttemptContext,
  journal: CallJournal,
): Promise<T> {
  const target: FallbackTarget = {
    target: attempt.target,
    provider: attempt.provider,
    model: candidate.model,
    call: attempt.call,
    ...(outputTokenLimit === undefined ? {} : { outputTokenLimit }),
  };
  const value = await untilAborted(call(target), attempt.call.signal, attempt.provider.id);
  // The port cannot name the result's type; who passes `usageOf` passes the call function that fits it.
  const usageOf = options.usageOf as ((result: T) => TokenUsage | undefined) | undefined;
  journal.record(attempt.succeed(usageOf?.(value)));
  return value;
}
