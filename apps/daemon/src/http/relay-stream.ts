import type { RoutedStream } from '@reg/registry';
import type { DialectStream } from '../dialects/chat-dialect.js';
import type { SseWriter } from './sse-writer.js';

export interface RelayStreamOptions {
  readonly told: DialectStream;
  /** What the client is told when the answer breaks after it began. */
  failed(error: unknown): string;
}

/**
 * Relays an answer that has begun, at the pace of its reader. Its dialect's end comes only when it is whole; a break is
 * told, because a client takes a stream that merely stops for a finished answer.
 */
export async function relayStream(
  stream: RoutedStream,
  writer: SseWriter,
  { told, failed }: RelayStreamOptions,
): Promise<void> {
  try {
    for await (const chunk of stream) {
      const frames = told.chunk(chunk);
      if (frames === '') continue;
      const behind = writer.send(frames);
      if (behind !== undefined) await behind;
      // Leaving the loop closes the upstream: nobody reads any more.
      if (writer.closed) return;
    }
    const { usage } = await stream.finished;
    await writer.send(told.end(usage));
  } catch (error) {
    await writer.send(failed(error));
  } finally {
    writer.end();
  }
}
