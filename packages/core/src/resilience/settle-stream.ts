import type { ChatCompletionChunk } from '../chat/chat-completion.js';
import { tokenUsageFromWire, type TokenUsage } from '../chat/token-usage.js';
import { createApiError } from '../errors/api-error.js';
import { hasContent } from '../chat/has-content.js';
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

function leftEarly(handle: AttemptHandle): Error {
  return createApiError({
    kind: 'aborted',
    provider: handle.provider.id,
    message: 'the consumer left the stream before its end',
  });
}
