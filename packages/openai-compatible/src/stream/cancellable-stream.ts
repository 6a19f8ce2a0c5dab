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
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    next: () => (left ? Promise.resolve({ done: true, value: undefined }) : chunks.next()),
    async return() {
      leave();
      // The chunk in flight fails with the cancellation, which nobody waits for any more.
      await chunks.return().catch(() => undefined);
      return { done: true, value: undefined };
    },
  };
}
