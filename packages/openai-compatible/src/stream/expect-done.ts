import { createApiError, type ChatCompletionChunk, type FinishReason } from '@reg/core';
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
  const open = new Set<number>();
  const finished = new Set<number>();
  let lastReason: FinishReason | undefined;
  let answered = false;

  const truncated = (message: string): Error =>
    createApiError({
      kind: 'stream_truncated',
      provider: context.provider,
      model: context.model.id,
      message,
    });

  const judge = (how: string): void => {
    if (lastReason === undefined || open.size > 0)
      throw truncated(`${how} before the answer had a finish reason`);
    const isCut = lastReason === 'length' || lastReason === 'content_filter';
    // Reasoning may use up the whole token limit: that empty answer is valid.
    if (!answered && !isCut) throw malformed(context, 'the answer says that it is complete but is empty');
  };

  return {
    get answered() {
      return answered;
    },
    see({ choices }) {
      for (const { index, delta, finish_reason: reason } of choices) {
        answered ||= hasAnswer(delta);
        lastReason = reason ?? lastReason;
        if (reason === null && !finished.has(index)) open.add(index);
        if (reason === null) continue;
        finished.add(index);
        open.delete(index);
      }
    },
    done: () => {
      judge(`the stream ended with ${endName}`);
    },
    closed() {
      judge('the connection ended');
      if (doneRequired) throw truncated(`the stream ended after the finish reason but without ${endName}`);
    },
  };
}
