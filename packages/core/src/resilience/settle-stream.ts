import type { ChatCompletionChunk } from '../chat/chat-completion.js';
import { tokenUsageFromWire, type TokenUsage } from '../chat/token-usage.js';
import { createApiError } from '../errors/api-error.js';
import type { AttemptHandle } from '../ports/attempt.js';
import type { ChatStream } from '../ports/provider.js';
import type { AttemptRecord } from '../ports/routing.js';

/**
 * Passes a stream on and ends its attempt when the stream ended: well, broken, or left early by the consumer,
 * which is the caller's doing and never the vendor's failure.
 */
export async function* settleStream(
  handle: AttemptHandle,
  stream: ChatStream,
  onEnd?: (record: AttemptRecord) => void,
): AsyncGenerator<ChatCompletionChunk, void, undefined> {
  let usage: TokenUsage | undefined;
  let settled = false;
  const settle = (record: AttemptRecord): void => {
    settled = true;
    onEnd?.(record);
  };
  try {
    for await (const chunk of stream) {
      if (chunk.usage) usage = tokenUsageFromWire(chunk.usage);
      if (hasContent(chunk)) handle.firstToken();
      yield chunk;
    }
    settle(handle.succeed(usage));
  } catch (error) {
    settle(handle.fail(error, usage).record);
    throw error;
  } finally {
    if (!settled) settle(handle.fail(leftEarly(handle), usage).record);
  }
}

/** Whether a chunk carries something of the answer: text, reasoning, a refusal or a piece of a tool call. */
export function hasContent(chunk: ChatCompletionChunk): boolean {
  return chunk.choices.some(({ delta }) => {
    const texts = [delta.content, delta.reasoning_content, delta['refusal']];
    return (
      texts.some((text) => typeof text === 'string' && text !== '') || (delta.tool_calls?.length ?? 0) > 0
    );
  });
}

function leftEarly(handle: AttemptHandle): Error {
  return createApiError({
    kind: 'aborted',
    provider: handle.provider.id,
    message: 'the consumer left the stream before its end',
  });
}
