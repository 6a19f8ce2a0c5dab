import { askForStep, type ChatCompletionChunk, type StepReader } from '@reg/core';
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
    const isWhole = await new Promise<boolean>((resolve, reject) => {
      new ChunkRelay(stream, writer, { told, resolve, reject }).goOn();
    });
    if (!isWhole) return;
    const { usage } = await stream.finished;
    await writer.send(told.end(usage));
  } catch (error) {
    await writer.send(failed(error));
  } finally {
    writer.end();
  }
}

interface ChunkRelayEnd {
  readonly told: DialectStream;
  /** True: the answer is whole. False: the reader left. */
  resolve(isWhole: boolean): void;
  reject(error: unknown): void;
}

/** Passes each chunk on in the turn in which it came, and asks for the next one when the client took it. */
class ChunkRelay implements StepReader<ChatCompletionChunk> {
  readonly #chunks: AsyncIterator<ChatCompletionChunk>;
  readonly #writer: SseWriter;
  readonly #end: ChunkRelayEnd;

  constructor(stream: RoutedStream, writer: SseWriter, end: ChunkRelayEnd) {
    this.#chunks = stream[Symbol.asyncIterator]();
    this.#writer = writer;
    this.#end = end;
  }

  goOn(): void {
    askForStep(this.#chunks, this);
  }

  resolve(step: IteratorResult<ChatCompletionChunk, undefined>): void {
    if (step.done === true) {
      this.#end.resolve(true);
      return;
    }
    try {
      const frames = this.#end.told.chunk(step.value);
      const behind = frames === '' ? undefined : this.#writer.send(frames);
      if (behind === undefined) this.#goOnOrLeave();
      else
        void behind.then(() => {
          this.#goOnOrLeave();
        });
    } catch (error) {
      this.#leave();
      this.#end.reject(error);
    }
  }

  reject(error: unknown): void {
    this.#end.reject(error);
  }

  /** Leaving closes the upstream: nobody reads any more. */
  #goOnOrLeave(): void {
    if (!this.#writer.closed) {
      this.goOn();
      return;
    }
    this.#leave();
    this.#end.resolve(false);
  }

  #leave(): void {
    // It ends in its own time, and how it ends is in its report.
    this.#chunks.return?.().then(undefined, () => undefined);
  }
}
