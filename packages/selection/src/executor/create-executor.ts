import {
  createApiError,
  failureRules,
  estimatedUsageToWire,
  noUsage,
  systemClock,
  systemRandom,
  untilAborted,
  type AttemptNumbering,
  type AttemptRecord,
  type CallObserver,
  type ChatCompletion,
  type ChatRequest,
  type Clock,
  type Decision,
  type FailedAttempt,
  type ModelSelector,
  type ProviderDirectory,
  type Random,
  type RetrySettings,
  type RouteOptions,
  type RoutingPolicy,
} from '@reg/core';
import { createModelMap, type ModelMapTable } from '../requirement/model-map.js';
import { requirementFrom } from '../requirement/requirement-from.js';
import { AnswerSoFar } from './answer-so-far.js';
import { createCallJournal, type CallJournal } from './call-journal.js';
import { continuationRequest } from './continuation-request.js';
import { guardObserver, type RouteObserver } from './guarded-observer.js';
import { hedgePlan, type HedgePlan } from './hedge-plan.js';
import { raceHedged } from './hedged-race.js';
import type { MeteredAttempt } from './metered-attempt.js';
import { closeQuietly, openStream, type OpenedStream } from './open-stream.js';
import {
  RelayedStream,
  type BrokenAnswer,
  type Continuation,
  type RelayedStreamParts,
  type StreamSource,
} from './relayed-stream.js';
import { withReport } from './report-of.js';
import { requestToSend } from './request-to-send.js';
import type { CallOptions, RoutedCompletion, RoutedStream } from './routed-answer.js';
import { usageOfCompletion } from './usage-meter.js';
import { walkRanked, type AttemptContext, type RankedOutcome, type RankedWalk } from './walk-ranked.js';

/** The operator's settings for calls that do not say otherwise. */
export interface ExecutorSettings {
  readonly retry: RetrySettings;
  /** Attempts over the whole ranked list. */
  readonly maxAttempts: number;
  /** Milliseconds for a whole call. Absent: no deadline. */
  readonly deadlineMs?: number;
  /** Whether another model may answer for one that was asked for by name. */
  readonly allowFallback: boolean;
  /** Stands for a request without a model: a model name, `auto` or `auto:<category>`. */
  readonly defaultModel: string;
  /** What stands for names that no provider serves, strongest table first. @default none */
  readonly modelMap?: readonly ModelMapTable[];
  /** Whether a request that one vendor's content filter refused may go to another vendor. @default false */
  readonly allowContentFilterFailover?: boolean;
  /** @default false */
  readonly hedge?: RouteOptions['hedge'];
  /** @default 'error' */
  readonly onStreamBreak?: RouteOptions['onStreamBreak'];
}

export interface ExecutorDependencies {
  readonly directory: ProviderDirectory;
  readonly selector: Pick<ModelSelector, 'rank'>;
  readonly settings: ExecutorSettings;
  readonly observer?: CallObserver;
  /** @default systemClock */
  readonly clock?: Clock;
  /** @default systemRandom */
  readonly random?: Random;
}

/** Answers chats: decides who, and walks the decision until somebody does. */
export interface Executor {
  /**
   * One whole answer.
   *
   * @throws InvalidRequestError, ModelNotFoundError, ModelRetiredError before anything is decided.
   * @throws NoEligibleModelError when nobody can take the request.
   * @throws AllCandidatesFailedError when everybody who could be tried failed.
   * @throws DeadlineExceededError when time ran out.
   * @throws APIUserAbortError when `signal` aborted.
   * @throws the vendor's own error (`BadRequestError`, `ContentFilterError` …) when it ends the call for all.
   */
  chat(request: ChatRequest, options?: CallOptions): Promise<RoutedCompletion>;
  /** One streamed answer; resolves at its first content part, and throws until then what {@link chat} throws. */
  stream(request: ChatRequest, options?: CallOptions): Promise<RoutedStream>;
  /** The whole decision, calling nobody. Throws only what {@link chat} throws before anything is decided. */
  explain(request: ChatRequest, options?: CallOptions): Decision;
}

/** One call from its decision to its end. */
interface Call {
  readonly request: ChatRequest;
  readonly options: CallOptions;
  readonly streamed: boolean;
  readonly decision: Decision;
  readonly policy: RoutingPolicy;
  readonly journal: CallJournal;
  readonly numbering: AttemptNumbering;
  readonly deadlineMs: number | undefined;
}

/** How one attempt of a call is made, and got rid of when it answers too late. */
interface Lane<T> {
  run(context: AttemptContext): Promise<T>;
  discard(late: RankedOutcome<T>): void;
}

export function createExecutor(dependencies: ExecutorDependencies): Executor {
  const { directory, selector, settings, clock = systemClock, random = systemRandom } = dependencies;
  const observer = guardObserver(dependencies.observer);
  const mapModel = createModelMap(settings.modelMap ?? []);

  const decide = (
    request: ChatRequest,
    options: CallOptions,
    excludedTargets?: Readonly<Record<string, string>>,
  ) => {
    const snapshot = directory.snapshot();
    const { policy } = snapshot;
    const requirement = requirementFrom(request, options, {
      resolveModel: (name) => directory.resolveModel(name),
      mapModel,
      policy,
      defaultModel: settings.defaultModel,
      allowFallback: settings.allowFallback,
      nowMs: clock.nowMs(),
    });
    const seed = options.seed ?? Math.floor(random() * 2 ** 32);
    const wanted = excludedTargets === undefined ? requirement : { ...requirement, excludedTargets };
    return { policy, decision: selector.rank(wanted, snapshot, seed) };
  };

  const begin = (request: ChatRequest, options: CallOptions, streamed: boolean): Call => {
    const { decision, policy } = decide(request, options);
    observer.decided(decision);
    return {
      request,
      options,
      streamed,
      decision,
      policy,
      journal: createCallJournal(decision, clock),
      numbering: { used: 0 },
      deadlineMs: options.deadlineMs ?? settings.deadlineMs,
    };
  };

  const walk = <T>(
    call: Call,
    run: Lane<T>['run'],
    overrides?: Partial<RankedWalk<T>>,
  ): Promise<RankedOutcome<T>> => {
    const { retry, maxAttempts, allowContentFilterFailover } = settings;
    const { decision, policy, journal, numbering, deadlineMs, streamed } = call;
    const { signal, requestId } = call.options;
    const plan: RankedWalk<T> = {
      decision,
      policy,
      journal,
      numbering,
      deadlineMs,
      signal,
      requestId,
      streamed,
      retry,
      maxAttempts,
      allowContentFilterFailover,
      directory,
      clock,
      random,
      run,
    };
    return walkRanked(overrides === undefined ? plan : { ...plan, ...overrides });
  };

  const walkHedged = <T>(call: Call, lane: Lane<T>, plan: HedgePlan): Promise<RankedOutcome<T>> => {
    const { decision, journal, options, deadlineMs } = call;
    const taken = new Map<string, string>();
    // Each target is tried by one of the two, unless there is only one.
    const claim = (by: string) => (target: string) => {
      const holder = taken.get(target) ?? by;
      const owner = holder !== by && decision.ranked.length === 1 ? by : holder;
      taken.set(target, owner);
      // What the other has learned of a target that both may try counts for this one too.
      return owner === by && !journal.records.some((record) => record.target === target && isFinal(record));
    };
    return raceHedged({
      afterMs: plan.afterMs,
      clock,
      signal: options.signal,
      first: (signal) => walk(call, lane.run, { signal, mayTry: claim('first') }),
      second: (signal) => {
        const candidates = plan.candidates();
        return walk(call, lane.run, {
          signal,
          mayTry: claim('second'),
          candidates,
          maxAttempts: 1,
          // One deadline for both.
          deadlineMs: deadlineMs === undefined ? undefined : deadlineMs - plan.afterMs,
          retriedProviders: new Set(candidates.map(({ provider }) => provider)),
        });
      },
      onHedge: () => {
        journal.hedged();
      },
      discard: lane.discard,
    });
  };

  /** Walks the decision. Whoever sees the call fail reports it by {@link failed}, whoever sees it end well otherwise. */
  const answer = <T>(call: Call, lane: Lane<T>): Promise<RankedOutcome<T>> => {
    const { request, decision, options, deadlineMs, streamed } = call;
    const hedge = options.hedge ?? settings.hedge;
    const snapshot = directory.snapshot();
    const plan = hedgePlan({ hedge, request, decision, snapshot, streamed, deadlineMs });
    return plan === undefined ? walk(call, lane.run) : walkHedged(call, lane, plan);
  };

  /** Reports a call that failed; gives what its caller is told. */
  const failed = ({ journal }: Call, error: unknown): unknown => {
    const report = journal.report();
    const told = withReport(error, report);
    observer.callEnded(report, told);
    return told;
  };

  /** The rest of an answer that broke, from a model that can go on where it broke. */
  const resume = async (call: Call, broken: BrokenAnswer): Promise<StreamSource | undefined> => {
    const { request, options, journal, numbering, policy } = call;
    const maxAttempts = settings.maxAttempts - numbering.used;
    const leftUsd = whatIsLeftUsd(call);
    if (maxAttempts < 1 || (leftUsd !== undefined && !(leftUsd > 0))) return undefined;
    const rest = continuationRequest(request, broken.soFar, broken.usage.outputTokens);
    const { failed } = broken;
    const decided = decide(
      rest,
      leftUsd === undefined ? options : { ...options, maxCostUsd: leftUsd },
      targetsThatFailed(journal, failed),
    );
    observer.decided(decided.decision);
    const inputTokens = decided.decision.requirement.estimatedInputTokens;
    const {
      value,
      handle: attempt,
      scope,
    } = await walk(
      { ...call, request: rest, decision: decided.decision },
      (context) => openStream(rest, context, inputTokens),
      {
        policy,
        maxAttempts,
        signal: broken.signal,
        retriedProviders: new Set([failed.record.provider]),
        triedBefore: triesOf(journal),
        ...(Number.isFinite(broken.remainingMs) ? { deadlineMs: broken.remainingMs } : {}),
      },
    );
    journal.continued();
    return { opened: value, attempt, scope };
  };

  return {
    async chat(request, options = {}) {
      const call = begin(request, options, false);
      const { estimatedInputTokens } = call.decision.requirement;
      let outcome: RankedOutcome<ChatCompletion>;
      try {
        outcome = await answer(call, {
          run: (context) => completeWith(request, context, estimatedInputTokens),
          discard(late) {
            late.scope.dispose();
            if (late.handle.record !== undefined) call.journal.record(late.handle.record);
          },
        });
      } catch (error) {
        throw failed(call, error);
      }
      const { value, scope, handle: attempt } = outcome;
      scope.dispose();
      if (attempt.record !== undefined) call.journal.record(attempt.record);
      const report = call.journal.report(attempt.target);
      observer.callEnded(report);
      return { completion: value, report };
    },

    async stream(request, options = {}) {
      const call = begin(request, options, true);
      const { estimatedInputTokens } = call.decision.requirement;
      let outcome: RankedOutcome<OpenedStream>;
      try {
        outcome = await answer(call, {
          run: (context) => openStream(request, context, estimatedInputTokens),
          discard: (late) => {
            call.journal.record(late.handle.fail(tooLate(late.handle), late.value.meter.usage()).record);
            closeQuietly(late.value.iterator);
            late.scope.dispose();
          },
        });
      } catch (error) {
        throw failed(call, error);
      }
      const { value, scope, handle: attempt } = outcome;
      const continues = (options.onStreamBreak ?? settings.onStreamBreak) === 'continue';
      const continuation: Continuation | undefined = continues
        ? { soFar: new AnswerSoFar(request), resume: (broken) => resume(call, broken) }
        : undefined;
      return relay(observer, {
        source: { opened: value, attempt, scope },
        journal: call.journal,
        deadlineMs: call.deadlineMs,
        includeUsage: request.stream_options?.include_usage === true,
        ...(continuation === undefined ? {} : { continuation }),
      });
    },

    explain: (request, options = {}) => decide(request, options).decision,
  };
}

/** Apart from the request, which may be megabytes and is not kept for as long as the stream lasts. */
function relay(observer: RouteObserver, parts: Omit<RelayedStreamParts, 'onEnd'>): RelayedStream {
  return new RelayedStream({
    ...parts,
    onEnd(report, error) {
      if (error !== undefined) withReport(error, report);
      observer.callEnded(report, error);
    },
  });
}

async function completeWith(
  request: ChatRequest,
  context: AttemptContext,
  estimatedInputTokens: number,
): Promise<ChatCompletion> {
  const { attempt } = context;
  const { provider, call } = attempt;
  try {
    const answering = provider.chat(requestToSend(request, context, 'whole'), call);
    const completion = await (provider.endsWithSignal === true
      ? answering
      : untilAborted(answering, call.signal, provider.id));
    const usage = usageOfCompletion(completion, estimatedInputTokens);
    attempt.succeed(usage);
    return completion.usage == null ? { ...completion, usage: estimatedUsageToWire(usage) } : completion;
  } catch (error) {
    // Aborted by us: the vendor has read the request at least, and may bill it.
    if (call.signal?.aborted === true) attempt.usage = { ...noUsage, inputTokens: estimatedInputTokens };
    throw error;
  }
}

/** What is left of a cost cap; absent without one, and nothing when it is not known what was spent. */
function whatIsLeftUsd({ options, policy, journal }: Call): number | undefined {
  const caps = [options.maxCostUsd, policy.maxCostPerRequestUsd].filter((cap) => cap !== undefined);
  if (caps.length === 0) return undefined;
  return Math.min(...caps) - (journal.report().costUsd ?? Infinity);
}

/** Who is not asked again in this call: all who failed, but for the last one if its failure allows a retry. */
function targetsThatFailed({ records }: CallJournal, { record, decision }: FailedAttempt) {
  const isRetried = decision.action === 'retry';
  const failed = records.filter(
    (earlier) => earlier.outcome !== 'aborted' && (earlier !== record || !isRetried),
  );
  return Object.fromEntries(failed.map(({ target }) => [target, 'it failed in this call']));
}

/** It failed in a way that no further try at the same target would mend. */
function isFinal({ outcome }: AttemptRecord): boolean {
  if (outcome === 'success' || outcome === 'aborted') return false;
  const { action, scope } = failureRules[outcome];
  return action !== 'retry' && scope !== 'credential';
}

function triesOf({ records }: CallJournal): ReadonlyMap<string, number> {
  const tries = new Map<string, number>();
  for (const { target } of records) tries.set(target, (tries.get(target) ?? 0) + 1);
  return tries;
}

function tooLate({ provider }: MeteredAttempt): Error {
  return createApiError({
    kind: 'aborted',
    provider: provider.id,
    message: 'the attempt beside it answered first',
  });
}
