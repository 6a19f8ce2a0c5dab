import type { RoutedStream } from '@reg/registry';
import type { AnthropicErrorBody } from '../dialects/anthropic/error-envelope.js';
import { errorFrame, eventFrames } from '../dialects/anthropic/event-frames.js';
import type { MessageEvents } from '../dialects/anthropic/message-events.js';
import type { SseWriter } from './sse-writer.js';

export interface StreamMessageOptions {
  readonly events: MessageEvents;
  /** What the client is told when the answer breaks after it began. */
  errorBody(error: unknown): AnthropicErrorBody;
}

/**
 * Relays an answer that has begun as a message. It ends with `message_stop` only when it is whole; a break is told
 * in an error event, because a client takes a stream that merely stops for a finished answer.
 */
export async function streamMessage(
  stream: RoutedStream,
  writer: SseWriter,
  { events, errorBody }: StreamMessageOptions,
): Promise<void> {
  try {
    for await (const chunk of stream) {
      const translated = events.translate(chunk);
      if (translated.length === 0) continue;
      const behind = writer.sendFrames(eventFrames(translated));
      if (behind !== undefined) await behind;
      // Leaving the loop closes the upstream: nobody reads any more.
      if (writer.closed) return;
    }
    const { usage } = await stream.finished;
    await writer.sendFrames(eventFrames(events.end(usage)));
  } catch (error) {
    await writer.sendFrames(errorFrame(errorBody(error)));
  } finally {
    writer.end();
  }
}
