import {
  createApiError,
  DeadlineExceededError,
  type AttemptRecord,
  type CallScope,
  type ChatCompletionChunk,
  type RouteReport,
} from '@reg/core';
import type { CallJournal } from './call-journal.js';
import type { MeteredAttempt } from './metered-attempt.js';
import { closeQuietly, type OpenedStream } from './open-stream.js';
import type { RoutedStream } from './routed-answer.js';

export interface RelayedStreamParts {
  readonly opened: OpenedStream;
  readonly attempt: MeteredAttempt;
  readonly scope: CallScope;
  readonly journal: CallJournal;
  readonly deadlineMs: number | undefined;
  /** Whether the caller asked for usage; otherwise it is accounted and withheld. */
  readonly includeUsage: boolean;
  /** Told once, when everything is over. */
  onEnd(report: RouteReport, error?: unknown): void;
}

type Step = IteratorResult<ChatCompletionChunk, undefined>;
const over: Step = { done: true, value: undefined };

/** An answer on its way after the first content part: passed on as it comes, accounted once when it ends. */
export class RelayedStream implements RoutedStream, AsyncIterator<ChatCompletionChunk, undefined> {
  readonly report: RouteReport;
  readonly finished: Promise<RouteReport>;
  readonly #parts: RelayedStreamParts;
  readonly #finish: (report: RouteReport) => void;
  #nextHeld = 0;
  #taken = false;
  #ended = false;
  /** Why it ended, as long as the reader was not told. */
  #untold: { readonly error: unknown } | undefined;
  #pulling: Promise<Step> | undefined;
  #interrupt: ((step: Step) => void) | undefined;

  constructor(parts: RelayedStreamParts) {
    this.#parts = parts;
    const { promise, resolve } = Promise.withResolvers<RouteReport>();
    this.finished = promise;
    this.#finish = resolve;
    parts.journal.answered();
    this.report = parts.journal.report(parts.attempt.target);
    if (parts.scope.signal.aborted) this.#onAbort();
    else parts.scope.signal.addEventListener('abort', this.#onAbort, { once: true });
  }

  [Symbol.asyncIterator](): this {
    if (this.#taken) throw new TypeError('A streamed answer can be read only once.');
    this.#taken = true;
    return this;
  }

  next(): Promise<Step> {
    const step = (): Promise<Step> => this.#step();
    // Readers that ask again before they were answered are served in turn.
    const pulling = this.#pulling === undefined ? step() : this.#pulling.then(step, step);
    this.#pulling = pulling;
    const done = (): void => {
      if (this.#pulling === pulling) this.#pulling = undefined;
    };
    pulling.then(done, done);
    return pulling;
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

  async #step(): Promise<Step> {
    for (;;) {
      this.#tellFailure();
      if (this.#ended) return over;
      const chunk = this.#parts.opened.held[this.#nextHeld];
      if (chunk !== undefined) this.#nextHeld += 1;
      const step: Step = chunk === undefined ? await this.#pull() : { done: false, value: chunk };
      if (step.done === true) {
        this.#tellFailure();
        this.#end();
        return over;
      }
      const visible = this.#visible(step.value);
      if (visible !== undefined) return { done: false, value: visible };
    }
  }

  #tellFailure(): void {
    const untold = this.#untold;
    this.#untold = undefined;
    if (untold !== undefined) throw untold.error;
  }

  /** The next chunk from upstream, unless the stream is ended from outside first. */
  async #pull(): Promise<Step> {
    const { opened } = this.#parts;
    if (opened.ended) return over;
    try {
      const step = await new Promise<IteratorResult<ChatCompletionChunk>>((resolve, reject) => {
        this.#interrupt = resolve;
        opened.iterator.next().then(resolve, reject);
      });
      if (step.done === true) return over;
      opened.meter.add(step.value);
      return step;
    } catch (error) {
      this.#end({ error });
      return over;
    }
  }

  /** Usage that the caller did not ask for would be a chunk without choices, which few readers expect. */
  #visible(chunk: ChatCompletionChunk): ChatCompletionChunk | undefined {
    if (this.#parts.includeUsage || chunk.usage == null) return chunk;
    if (chunk.choices.length === 0) return undefined;
    const { usage: _usage, ...rest } = chunk;
    return rest as ChatCompletionChunk;
  }

  readonly #onAbort = (): void => {
    this.#end({ error: this.#parts.scope.signal.reason });
    this.#interrupt?.(over);
  };

  #leave(): void {
    const { attempt, opened } = this.#parts;
    if (this.#ended) return;
    if (opened.meter.finished) this.#end();
    else {
      this.#end({
        error: createApiError({
          kind: 'aborted',
          provider: attempt.provider.id,
          ...(attempt.call.model === undefined ? {} : { model: attempt.call.model.id }),
          message: 'the reader left before the answer was complete',
        }),
      });
      this.#untold = undefined;
    }
    closeQuietly(opened.iterator);
    this.#interrupt?.(over);
  }

  /** The one place where it ends: the attempt is settled, the timer stopped, everybody told. */
  #end(failure?: { readonly error: unknown }): void {
    const { attempt, journal, opened, scope } = this.#parts;
    if (this.#ended) return;
    this.#ended = true;
    scope.signal.removeEventListener('abort', this.#onAbort);
    const usage = opened.meter.usage();
    const error = failure === undefined ? undefined : this.#reasonOf(failure.error);
    const record = failure === undefined ? attempt.succeed(usage) : attempt.fail(error, usage).record;
    scope.dispose();
    journal.record(record);
    if (failure !== undefined) {
      closeQuietly(opened.iterator);
      this.#untold = { error: this.#told(error, [...journal.records]) };
    }
    const report = journal.report(attempt.target);
    this.#finish(report);
    this.#parts.onEnd(report, this.#untold?.error);
  }

  /** When the call is over, that is the reason, whatever the provider makes of it. */
  #reasonOf(error: unknown): unknown {
    const { signal } = this.#parts.scope;
    return signal.aborted ? signal.reason : error;
  }

  #told(error: unknown, attempts: readonly AttemptRecord[]): unknown {
    const { deadlineMs } = this.#parts;
    return DeadlineExceededError.isInstance(error) && deadlineMs !== undefined
      ? new DeadlineExceededError(deadlineMs, attempts)
      : error;
  }
}
