import { createApiError, PerChoice, type ChatCompletionChunk, type FinishReason } from '@reg/core';
import type { DecodeContext } from '../chat-codec.js';
import { hasAnswer } from '../codec/message-part.js';
import { malformed } from '../errors/malformed.js';

/** Judges whether a stream came to its end, so that a cut answer never looks like a whole one. */
export interface ExpectedEnd {
  /** Whether something of the answer came. */
  readonly answered: boolean;
  see(chunk: ChatCompletionChunk): void;
  /**
   * `[DONE]` came.
   *
   * @throws StreamTruncatedError when a choice has no finish reason; MalformedResponseError for an answer with
   * nothing in it that claims to be complete.
   */
  done(): void;
  /**
   * The connection ended without `[DONE]`, or without what a dialect has in its place.
   *
   * @throws as `done`, and StreamTruncatedError where `[DONE]` is required.
   */
  closed(): void;
}

/**
 * @param doneRequired - whether only the last event means complete, as OpenAI and its followers document.
 * @param endName - what that event is called.
 */
export function expectDone(context: DecodeContext, doneRequired: boolean, endName = '[DONE]'): ExpectedEnd {
  return new StreamJudge({ context, doneRequired, endName });
}

interface Judging {
  readonly context: DecodeContext;
  readonly doneRequired: boolean;
  readonly endName: string;
}

/** A class, because there is one for as long as each stream lasts: closures would take several times its memory. */
class StreamJudge implements ExpectedEnd {
  readonly #judging: Judging;
  /** Of each choice that came. */
  readonly #isFinished = new PerChoice<boolean>();
  #lastReason: FinishReason | undefined;
  #answered = false;

  constructor(judging: Judging) {
    this.#judging = judging;
  }

  get answered(): boolean {
    return this.#answered;
  }

  see({ choices }: ChatCompletionChunk): void {
    for (const { index, delta, finish_reason: reason } of choices) {
      this.#answered ||= hasAnswer(delta);
      this.#lastReason = reason ?? this.#lastReason;
      if (reason !== null) this.#isFinished.set(index, true);
      else if (this.#isFinished.get(index) === undefined) this.#isFinished.set(index, false);
    }
  }

  done(): void {
    this.#judge(`the stream ended with ${this.#judging.endName}`);
  }

  closed(): void {
    const { doneRequired, endName } = this.#judging;
    this.#judge('the connection ended');
    if (doneRequired)
      throw this.#truncated(`the stream ended after the finish reason but without ${endName}`);
  }

  #judge(how: string): void {
    if (this.#lastReason === undefined || this.#isFinished.values().includes(false))
      throw this.#truncated(`${how} before the answer had a finish reason`);
    const isCut = this.#lastReason === 'length' || this.#lastReason === 'content_filter';
    // Reasoning may use up the whole token limit: that empty answer is valid.
    if (!this.#answered && !isCut)
      throw malformed(this.#judging.context, 'the answer says that it is complete but is empty');
  }

  #truncated(message: string): Error {
    const { provider, model } = this.#judging.context;
    return createApiError({ kind: 'stream_truncated', provider, model: model.id, message });
  }
}
