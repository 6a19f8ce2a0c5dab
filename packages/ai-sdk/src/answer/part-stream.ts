import type { LanguageModelV4StreamPart as StreamPart, SharedV4Warning } from '@ai-sdk/provider';
import type { RoutedStream } from '@reg/selection';
import { PartWriter } from './part-writer.js';

export interface PartStreamOptions {
  readonly warnings: SharedV4Warning[];
  /** Also hand out each chunk as it came. */
  readonly includeRawChunks: boolean;
  /** The error that the reader is to see. */
  errorFrom(error: unknown): unknown;
}

/**
 * A streamed answer as the AI SDK reads it: pulled, so that a slow reader slows the vendor down. Cancelling it ends
 * the request at the vendor. An answer that breaks ends with an error part and the finish reason `error`.
 */
export function partStream(answer: RoutedStream, options: PartStreamOptions): ReadableStream<StreamPart> {
  const { warnings, includeRawChunks } = options;
  const writer = new PartWriter();
  const chunks = answer[Symbol.asyncIterator]();

  /** The next parts, and whether they are the last. */
  const next = async (): Promise<{ readonly parts: readonly StreamPart[]; readonly last: boolean }> => {
    try {
      const step = await chunks.next();
      if (step.done === true) return { parts: writer.end(await answer.finished), last: true };
      const raw: StreamPart[] = includeRawChunks ? [{ type: 'raw', rawValue: step.value }] : [];
      return { parts: [...raw, ...writer.add(step.value)], last: false };
    } catch (error) {
      // It has ended if it was the one to fail; if not, nobody reads it any more.
      await chunks.return?.();
      return { parts: writer.fail(options.errorFrom(error), await answer.finished), last: true };
    }
  };

  return new ReadableStream<StreamPart>({
    start(controller) {
      controller.enqueue({ type: 'stream-start', warnings });
    },
    async pull(controller) {
      // A pull that brings nothing is not repeated by itself.
      for (;;) {
        const { parts, last } = await next();
        for (const part of parts) controller.enqueue(part);
        if (last) controller.close();
        if (last || parts.length > 0) return;
      }
    },
    async cancel() {
      await chunks.return?.();
    },
  });
}
