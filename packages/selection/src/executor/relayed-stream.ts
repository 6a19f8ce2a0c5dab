import {
  addUsage,
  askedDirectly,
  askForStep,
  createApiError,
  DeadlineExceededError,
  estimatedUsageToWire,
  noUsage,
  ReadersInTurn,
  type AttemptRecord,
  type CallScope,
  type ChatCompletionChunk,
  type DirectIterator,
  type FailedAttempt,
  type RouteReport,
  type StepReader,
  type TokenUsage,
} from '@reg/core';
import type { AnswerSoFar } from './answer-so-far.js';
import type { CallJournal } from './call-journal.js';
import { joinedChunk, type Joint } from './joined-chunk.js';
import type { MeteredAttempt } from './metered-attempt.js';
import { closeQuietly, type OpenedStream } from './open-stream.js';
import type { RoutedStream } from './routed-answer.js';

/** Where the chunks come from at present. */
export interface StreamSource {
  readonly opened: OpenedStream;
  readonly attempt: MeteredAttempt;
  readonly scope: CallScope;
}

/** An answer that broke after its first content part. */
export interface BrokenAnswer {
  readonly soFar: AnswerSoFar;
  readonly failed: FailedAttempt;
  /** What the broken attempt used, as far as it is known. */
  readonly usage: TokenUsage;
  /** What is left of the deadline, milliseconds. */
  readonly remainingMs: number;
  /** Aborts when the call is over. */
  readonly signal: AbortSignal;
}

/** The one thing for which a request is kept while its answer comes in. */
export interface Continuation {
  readonly soFar: AnswerSoFar;
  /** Finds somebody who goes on. */
  resume(broken: BrokenAnswer): Promise<StreamSource | undefined>;
}

export interface RelayedStreamParts {
  readonly source: StreamSource;
  readonly journal: CallJournal;
  readonly deadlineMs: number | undefined;
  /** Whether the caller asked for usage; otherwise it is accounted and withheld. */
  readonly includeUsage: boolean;
  /** How the answer goes on where it broke. Absent: a broken answer ends with its error. */
  readonly continuation?: Continuation;
  /** Told once, when everything is over. */
  onEnd(report: RouteReport, error?: unknown): void;
}

type Step = IteratorResult<ChatCompletionChunk, undefined>;
const over: Step = { done: true, value: undefined };

/** An answer on its way after the first content part: passed on as it comes, accounted once when it ends. */
export class RelayedStream implements RoutedStream, DirectIterator<ChatCompletionChunk> {
  readonly report: RouteReport;
  readonly finished: Promise<RouteReport>;
  readonly #parts: RelayedStreamParts;
  readonly #finish: (report: RouteReport) => void;
  /** Of the whole call; a continuation has a scope of its own within it. */
  readonly #scope: CallScope;
  #source: StreamSource;
  #resuming: AbortController | undefined;
  /** How it ends once the search for a continuation is over. */
  #endAfterResuming: (() => void) | undefined;
  #joint: Joint | undefined;
  #answerId: string | undefined;
  #latest: ChatCompletionChunk | undefined;
  #usageTold = false;
  #nextHeld = 0;
  #taken = false;
  #ended = false;
  #settled = false;
  /** Why it ended, as long as the reader was not told. */
  #untold: { readonly error: unknown } | undefined;
  readonly #readers = new ReadersInTurn(() => this.#step());
  /** Whether a chunk is awaited from upstream, or from whoever goes on; and what came and nobody has taken. */
  #isPulling = false;
  #pulled: Step | undefined;
  readonly #puller: StepReader<ChatCompletionChunk> = {
    resolve: (step) => {
      this.#onPulled(step);
    },
    reject: (error) => {
      this.#onBroken(error);
    },
  };

  constructor(parts: RelayedStreamParts) {
    this.#parts = parts;
    const { promise, resolve } = Promise.withResolvers<RouteReport>();
    this.finished = promise;
    this.#finish = resolve;
    parts.journal.answered();
    this.#source = parts.source;
    this.#scope = parts.source.scope;
    this.report = parts.journal.report(parts.source.attempt.target);
    if (this.#scope.signal.aborted) this.#onAbort();
    else this.#scope.signal.addEventListener('abort', this.#onAbort, { once: true });
  }

  [Symbol.asyncIterator](): this {
    if (this.#taken) throw new TypeError('A streamed answer can be read only once.');
    this.#taken = true;
    return this;
  }

  next(): Promise<Step> {
    return new Promise((resolve, reject) => {
      this[askedDirectly]({ resolve, reject });
    });
  }

  [askedDirectly](reader: StepReader<ChatCompletionChunk>): void {
    this.#readers.ask(reader);
    if (!this.#isPulling) this.#serve();
  }

  /** Leaving early closes the connection; what was used until then is accounted, and nobody is blamed. */
  return(): Promise<Step> {
    this.#leave();
    return Promise.resolve(over);
  }

  throw(error?: unknown): Promise<Step> {
    this.#leave();
    return Promise.reject(error instanceof Error ? error : new Error(String(error)));
  }

  #serve(): void {
    if (this.#readers.serve()) this.#pull();
  }

  /** What a reader is answered; `undefined` while upstream must be asked for that. */
  #step(): Step | undefined {
    for (;;) {
      this.#tellFailure();
      if (this.#ended) return over;
      const step = this.#next();
      if (step === undefined) return undefined;
      if (step.done === true) {
        const counted = this.#uncountedUsage();
        if (counted !== undefined) return { done: false, value: counted };
        this.#end();
        return over;
      }
      const visible = this.#visible(step.value);
      if (visible === undefined) continue;
      this.#answerId ??= visible.id;
      this.#latest = visible;
      this.#parts.continuation?.soFar.add(visible);
      return visible === step.value ? step : { done: false, value: visible };
    }
  }

  /** What has come already; `undefined` when nothing has. */
  #next(): Step | undefined {
    const { held, ended } = this.#source.opened;
    const chunk = held[this.#nextHeld];
    if (chunk !== undefined) {
      this.#nextHeld += 1;
      if (this.#nextHeld === held.length) {
        held.length = 0;
        this.#nextHeld = 0;
      }
      return { done: false, value: chunk };
    }
    const pulled = this.#pulled;
    this.#pulled = undefined;
    return pulled ?? (ended ? over : undefined);
  }

  /** Who asked for usage gets it once, from reg where the vendor kept quiet. */
  #uncountedUsage(): ChatCompletionChunk | undefined {
    const { meter } = this.#source.opened;
    const latest = this.#latest;
    if (!this.#parts.includeUsage || this.#usageTold || this.#ended || latest === undefined) return undefined;
    this.#usageTold = true;
    if (meter.told !== undefined) return undefined;
    const { id, object, created, model } = latest;
    const usage = estimatedUsageToWire(addUsage(this.#joint?.earlier ?? noUsage, meter.usage()));
    return { id, object, created, model, choices: [], usage };
  }

  #tellFailure(): void {
    const untold = this.#untold;
    this.#untold = undefined;
    if (untold !== undefined) throw untold.error;
  }

  /** Asks upstream for the next chunk. All who wait are served when it comes, or when the stream is ended before. */
  #pull(): void {
    this.#isPulling = true;
    askForStep(this.#source.opened.iterator, this.#puller);
  }

  #onPulled(step: Step): void {
    if (this.#ended) return;
    try {
      if (step.done !== true) this.#source.opened.meter.add(step.value);
    } catch (error) {
      this.#onBroken(error);
      return;
    }
    this.#pulled = step;
    this.#goOn();
  }

  #onBroken(error: unknown): void {
    if (this.#ended) return;
    this.#resume(error).then(
      (isResumed) => {
        if (!isResumed) this.#end({ error });
        this.#goOn();
      },
      (unexpected: unknown) => {
        this.#end({ error: unexpected });
        this.#goOn();
      },
    );
  }

  #goOn(): void {
    this.#isPulling = false;
    this.#serve();
  }

  /** Goes on with another source where the answer broke. False: it ends with its error. */
  async #resume(error: unknown): Promise<boolean> {
    const { continuation, journal } = this.#parts;
    if (this.#ended || this.#scope.signal.aborted || continuation?.soFar.canBeContinued !== true)
      return false;
    const { attempt, opened, scope } = this.#source;
    const usage = opened.meter.usage();
    const failed = attempt.fail(error, usage);
    journal.record(failed.record);
    this.#settled = true;
    closeQuietly(opened.iterator);
    if (failed.decision.action === 'stop') return false;
    const next = await this.#findNext(continuation, { failed, usage });
    const end = this.#endAfterResuming;
    if (end !== undefined && next !== undefined) {
      const tooLate = this.#scope.signal.aborted ? this.#scope.signal.reason : leftEarly(next.attempt);
      journal.record(next.attempt.fail(tooLate, next.opened.meter.usage()).record);
      closeQuietly(next.opened.iterator);
      next.scope.dispose();
    }
    end?.();
    if (next === undefined || end !== undefined) return false;
    if (scope !== this.#scope) scope.dispose();
    const earlier = addUsage(this.#joint?.earlier ?? noUsage, usage);
    this.#joint = { id: this.#answerId ?? '', earlier };
    this.#source = next;
    this.#nextHeld = 0;
    this.#settled = false;
    return true;
  }

  async #findNext(
    { soFar, resume }: Continuation,
    broken: Pick<BrokenAnswer, 'failed' | 'usage'>,
  ): Promise<StreamSource | undefined> {
    this.#resuming = new AbortController();
    const { signal } = this.#resuming;
    try {
      return await resume({ ...broken, soFar, remainingMs: this.#scope.remainingMs(), signal });
    } catch {
      // The reader is told why the answer broke; why nobody could go on is in the report's attempts.
      return undefined;
    } finally {
      this.#resuming = undefined;
    }
  }

  /** The chunk as the reader is to see it. */
  #visible(chunk: ChatCompletionChunk): ChatCompletionChunk | undefined {
    const joined = this.#joint === undefined ? chunk : joinedChunk(chunk, this.#joint);
    // Usage that the caller did not ask for would be a chunk without choices, which few readers expect.
    if (joined === undefined || this.#parts.includeUsage || joined.usage == null) return joined;
    if (joined.choices.length === 0) return undefined;
    const { usage: _usage, ...rest } = joined;
    return rest as ChatCompletionChunk;
  }

  readonly #onAbort = (): void => {
    this.#endNowOrAfterResuming(() => {
      this.#end({ error: this.#scope.signal.reason });
      this.#goOn();
    });
  };

  #leave(): void {
    if (this.#ended) return;
    this.#endNowOrAfterResuming(() => {
      const { attempt, opened } = this.#source;
      if (opened.meter.finished) this.#end();
      else {
        this.#end({ error: leftEarly(attempt) });
        this.#untold = undefined;
      }
      closeQuietly(opened.iterator);
      this.#goOn();
    });
  }

  /** While somebody is asked to go on, that is stopped first: its attempt belongs into the report too. */
  #endNowOrAfterResuming(end: () => void): void {
    if (this.#resuming === undefined) {
      end();
      return;
    }
    this.#endAfterResuming ??= end;
    const { signal } = this.#scope;
    this.#resuming.abort(signal.aborted ? signal.reason : leftEarly(this.#source.attempt));
  }

  /** The one place where it ends: the attempt is settled, the timers stopped, everybody told. */
  #end(failure?: { readonly error: unknown }): void {
    const { journal } = this.#parts;
    const { attempt, opened, scope } = this.#source;
    if (this.#ended) return;
    this.#ended = true;
    this.#scope.signal.removeEventListener('abort', this.#onAbort);
    const error = failure === undefined ? undefined : this.#reasonOf(failure.error);
    this.#settle(failure === undefined ? undefined : { error });
    scope.dispose();
    this.#scope.dispose();
    if (failure !== undefined) {
      closeQuietly(opened.iterator);
      this.#untold = { error: this.#told(error, [...journal.records]) };
    }
    const report = journal.report(attempt.target);
    this.#finish(report);
    this.#parts.onEnd(report, this.#untold?.error);
  }

  /** Records the attempt, unless that was done when the answer broke. */
  #settle(failure: { readonly error: unknown } | undefined): void {
    const { attempt, opened } = this.#source;
    if (this.#settled) return;
    this.#settled = true;
    const usage = opened.meter.usage();
    const record = failure === undefined ? attempt.succeed(usage) : attempt.fail(failure.error, usage).record;
    this.#parts.journal.record(record);
  }

  /** When the call is over, that is the reason, whatever the provider makes of it. */
  #reasonOf(error: unknown): unknown {
    const { signal } = this.#scope;
    return signal.aborted ? signal.reason : error;
  }

  #told(error: unknown, attempts: readonly AttemptRecord[]): unknown {
    const { deadlineMs } = this.#parts;
    return DeadlineExceededError.isInstance(error) && deadlineMs !== undefined
      ? new DeadlineExceededError(deadlineMs, attempts)
      : error;
  }
}

function leftEarly({ provider, call }: MeteredAttempt): Error {
  return createApiError({
    kind: 'aborted',
    provider: provider.id,
    ...(call.model === undefined ? {} : { model: call.model.id }),
    message: 'the reader left before the answer was complete',
  });
}
