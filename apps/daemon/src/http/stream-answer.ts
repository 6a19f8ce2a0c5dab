import type { RoutedStream } from '@reg/registry';
import type { OpenAiErrorBody } from './error-response.js';
import type { SseWriter } from './sse-writer.js';
import { createUsageShaper } from './usage-shaper.js';

export interface StreamAnswerOptions {
  /** The client asked for `stream_options.include_usage`. */
  readonly includeUsage: boolean;
  /** What the client is told when the answer breaks after it began. */
  errorBody(error: unknown): OpenAiErrorBody;
}

/**
 * Relays an answer that has begun. It ends with `[DONE]` only when it is whole; a break is told in an error
 * event, because a client takes a stream that merely stops for a finished answer.
 */
export async function streamAnswer(
  stream: RoutedStream,
  writer: SseWriter,
  options: StreamAnswerOptions,
): Promise<void> {
  const shaper = createUsageShaper(options.includeUsage);
  try {
    for await (const chunk of stream) {
      const shaped = shaper.shape(chunk);
      if (shaped === undefined) continue;
      const behind = writer.send(shaped);
      if (behind !== undefined) await behind;
      // Leaving the loop closes the upstream: nobody reads any more.
      if (writer.closed) return;
    }
    const last = shaper.last();
    if (last !== undefined) await writer.send(last);
    await writer.send('[DONE]');
  } catch (error) {
    await writer.send(JSON.stringify(options.errorBody(error)));
  } finally {
    writer.end();
  }
}
