import {
  systemClock,
  systemRandom,
  untilAborted,
  type AttemptOutcome,
  type CallObserver,
  type ChatRequest,
  type Clock,
  type Decision,
  type ModelSelector,
  type ProviderDirectory,
  type Random,
  type RetrySettings,
  type RoutingPolicy,
} from '@reg/core';
import { requirementFrom } from '../requirement/requirement-from.js';
import { createCallJournal, type CallJournal } from './call-journal.js';
import { guardObserver } from './guarded-observer.js';
import type { MeteredAttempt } from './metered-attempt.js';
import { openStream } from './open-stream.js';
import { RelayedStream } from './relayed-stream.js';
import { withReport } from './report-of.js';
import { requestToSend } from './request-to-send.js';
import type { CallOptions, RoutedCompletion, RoutedStream } from './routed-answer.js';
import { usageOfCompletion } from './usage-meter.js';
import { walkRanked, type AttemptContext } from './walk-ranked.js';

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
  /** Whether a request that one vendor's content filter refused may go to another vendor. @default false */
  readonly allowContentFilterFailover?: boolean;
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
  readonly decision: Decision;
  readonly policy: RoutingPolicy;
  readonly journal: CallJournal;
  readonly deadlineMs: number | undefined;
}

export function createExecutor(dependencies: ExecutorDependencies): Executor {
  const { directory, selector, settings, clock = systemClock, random = systemRandom } = dependencies;
  const observer = guardObserver(dependencies.observer);

  const decide = (request: ChatRequest, options: CallOptions) => {
    const snapshot = directory.snapshot();
    const { policy } = snapshot;
    const requirement = requirementFrom(request, options, {
      resolveModel: (name) => directory.resolveModel(name),
      policy,
      defaultModel: settings.defaultModel,
      allowFallback: settings.allowFallback,
      nowMs: clock.nowMs(),
    });
    const seed = options.seed ?? Math.floor(random() * 2 ** 32);
    return { policy, decision: selector.rank(requirement, snapshot, seed) };
  };

  const begin = (request: ChatRequest, options: CallOptions): Call => {
    const { decision, policy } = decide(request, options);
    observer.decided(decision);
    return {
      decision,
      policy,
      journal: createCallJournal(decision, clock),
      deadlineMs: options.deadlineMs ?? settings.deadlineMs,
    };
  };

  /** Walks the decision; a call that fails is reported here, one that succeeds by whoever sees its end. */
  const walk = async <T>(
    call: Call,
    options: CallOptions,
    run: (context: AttemptContext) => Promise<T>,
  ): Promise<AttemptOutcome<T> & { readonly attempt: MeteredAttempt }> => {
    const { retry, maxAttempts, allowContentFilterFailover } = settings;
    const { signal, requestId } = options;
    const rules = { retry, maxAttempts, allowContentFilterFailover, signal, requestId };
    try {
      const outcome = await walkRanked<T>({ ...call, ...rules, directory, clock, random, run });
      // `walkRanked` makes every handle.
      return { ...outcome, attempt: outcome.handle as MeteredAttempt };
    } catch (error) {
      const report = call.journal.report();
      const told = withReport(error, report);
      observer.callEnded(report, told);
      throw told;
    }
  };

  return {
    async chat(request, options = {}) {
      const call = begin(request, options);
      const inputTokens = call.decision.requirement.estimatedInputTokens;
      const { value, scope, attempt } = await walk(call, options, async (context) => {
        const sent = requestToSend(request, context, 'whole');
        const { provider, call: providerCall } = context.attempt;
        const answer = provider.chat(sent, providerCall);
        const completion = await untilAborted(answer, providerCall.signal, provider.id);
        context.attempt.succeed(usageOfCompletion(completion, inputTokens));
        return completion;
      });
      scope.dispose();
      if (attempt.record !== undefined) call.journal.record(attempt.record);
      const report = call.journal.report(attempt.target);
      observer.callEnded(report);
      return { completion: value, report };
    },

    async stream(request, options = {}) {
      const call = begin(request, options);
      const inputTokens = call.decision.requirement.estimatedInputTokens;
      const { value, scope, attempt } = await walk(call, options, (context) =>
        openStream(request, context, inputTokens),
      );
      return new RelayedStream({
        opened: value,
        attempt,
        scope,
        journal: call.journal,
        deadlineMs: call.deadlineMs,
        includeUsage: request.stream_options?.include_usage === true,
        onEnd(report, error) {
          if (error !== undefined) withReport(error, report);
          observer.callEnded(report, error);
        },
      });
    },

    explain: (request, options = {}) => decide(request, options).decision,
  };
}
