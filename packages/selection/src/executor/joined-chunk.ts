import {
  addUsage,
  hasContent,
  tokenUsageFromWire,
  tokenUsageToWire,
  type ChatCompletionChunk,
  type TokenUsage,
} from '@reg/core';

/** What the continuation of an answer must look like to be one with its beginning. */
export interface Joint {
  /** The id that the reader knows the answer by. */
  readonly id: string;
  /** What the broken attempts used. */
  readonly earlier: TokenUsage;
}

/**
 * A chunk of a continuation as a part of the whole answer: with the answer's id, without the beginning that the
 * reader has seen, without thoughts of a model that thinks anew in mid-sentence, and with the usage of all attempts.
 * `undefined` when nothing is left of it.
 */
export function joinedChunk(chunk: ChatCompletionChunk, joint: Joint): ChatCompletionChunk | undefined {
  const choices = chunk.choices.map((choice) => {
    const { role: _role, reasoning_content: _reasoning, ...delta } = choice.delta;
    return { ...choice, delta };
  });
  const joined: ChatCompletionChunk = {
    ...chunk,
    id: joint.id,
    choices,
    ...(chunk.usage == null
      ? {}
      : { usage: tokenUsageToWire(addUsage(joint.earlier, tokenUsageFromWire(chunk.usage))) }),
  };
  const says =
    hasContent(joined) || chunk.usage != null || choices.some(({ finish_reason }) => finish_reason !== null);
  return says ? joined : undefined;
}
