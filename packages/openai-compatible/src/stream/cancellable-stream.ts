import type { ChatCompletionChunk, ChatStream } from '@reg/core';

type Chunks = AsyncGenerator<ChatCompletionChunk, void, undefined>;

/**
 * A stream whose early end takes effect at once. A generator alone would wait for the chunk in flight before it
 * returns, and one that was never begun would leave its connection open.
 *
 * @param cancel - ends the connection; called at most once, when the consumer leaves.
 */
export function cancellableStream(
  chunks: Chunks,
  cancel: () => void,
): ChatStream & AsyncIterator<ChatCompletionChunk> {
  let left = false;
  const leave = (): void => {
    if (left) return;
    left = true;
    cancel();
  };
  const done = { done: true, value: undefined } as const;
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    async next() {
      if (left) return done;
      try {
        return await chunks.next();
      } catch (error) {
        // Whoever left does not wait for the chunk in flight: its failure would be an unhandled rejection.
        if (left) return done;
        throw error;
      }
    },
    async return() {
      leave();
      await chunks.return().catch(() => undefined);
      return done;
    },
  };
}
