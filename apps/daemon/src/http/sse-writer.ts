import type { ServerResponse } from 'node:http';
import type { Clock } from '@reg/core';

/** Server-sent events on a raw response, at the pace of the reader. */
export interface SseWriter {
  /** Sends status and headers. */
  open(headers: Readonly<Record<string, string>>): void;
  /**
   * Sends events as they are written out, empty lines included. When the reader is behind, answers a promise of its
   * having caught up or left.
   */
  send(frames: string): Promise<void> | undefined;
  end(): void;
  /** The reader went away, or the answer was ended. */
  readonly closed: boolean;
}

export interface SseWriterOptions {
  readonly clock: Pick<Clock, 'schedule'>;
  /** How long a reader may take to empty the buffers once they are full. */
  readonly readerTimeoutMs: number;
  /** A comment is sent when nothing else was for so long, so that proxies keep the connection. 0: none is. */
  readonly heartbeatMs: number;
}

export interface SseWriterEvents {
  /** What a dialect keeps a silent stream alive with. @default a comment */
  readonly heartbeatFrame?: string;
  /** Told right before a reader is dropped that was there but took nothing for too long. */
  onStall(): void;
}

export function createSseWriter(
  response: ServerResponse,
  options: SseWriterOptions & SseWriterEvents,
): SseWriter {
  return new ResponseWriter(response, options);
}

const lastChunk = '0\r\n\r\n';

/** A class, because there is one for as long as each stream lasts: closures would take several times its memory. */
class ResponseWriter implements SseWriter {
  readonly #response: ServerResponse;
  readonly #options: SseWriterOptions & SseWriterEvents;
  #isQuiet = true;
  #isChunked = false;
  #cancelHeartbeat: (() => void) | undefined;

  constructor(response: ServerResponse, options: SseWriterOptions & SseWriterEvents) {
    this.#response = response;
    this.#options = options;
  }

  get closed(): boolean {
    return this.#response.destroyed || this.#response.writableEnded;
  }

  open(headers: Readonly<Record<string, string>>): void {
    if (this.closed) return;
    this.#response.writeHead(200, {
      ...headers,
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      // Asks nginx and its like not to collect the events before passing them on.
      'x-accel-buffering': 'no',
    });
    // Node writes each chunk of a chunked body in four pieces; one of our own takes three quarters of the time.
    this.#isChunked = this.#response.chunkedEncoding;
    this.#response.chunkedEncoding = false;
    if (this.#options.heartbeatMs <= 0) return;
    this.#beat();
    this.#response.on('close', () => {
      this.#cancelHeartbeat?.();
    });
  }

  send(frames: string): Promise<void> | undefined {
    this.#isQuiet = false;
    if (this.closed || this.#response.write(this.#framed(frames))) return undefined;
    return drained(this.#response, this.#options);
  }

  end(): void {
    this.#cancelHeartbeat?.();
    // Ending twice throws inside Node's own callbacks, where nobody can catch it.
    if (!this.closed) this.#response.end(this.#isChunked ? lastChunk : undefined);
  }

  /** As one chunk of the body (RFC 9112, 7.1), where the client's version of HTTP has chunks. */
  #framed(frames: string): string {
    if (!this.#isChunked || frames === '') return frames;
    return `${Buffer.byteLength(frames).toString(16)}\r\n${frames}\r\n`;
  }

  #beat(): void {
    const { clock, heartbeatMs, heartbeatFrame = ': keep-alive\n\n' } = this.#options;
    this.#cancelHeartbeat = clock.schedule(heartbeatMs, () => {
      if (this.closed) return;
      // What a reader that is behind has not read yet keeps its connection just as well.
      if (this.#isQuiet && !this.#response.writableNeedDrain)
        this.#response.write(this.#framed(heartbeatFrame));
      this.#isQuiet = true;
      this.#beat();
    });
  }
}

/** Settles when the response takes more, or never will: a reader that takes nothing for too long is dropped. */
function drained(
  response: ServerResponse,
  { clock, readerTimeoutMs, onStall }: SseWriterOptions & SseWriterEvents,
): Promise<void> {
  return new Promise((resolve) => {
    const cancel = clock.schedule(readerTimeoutMs, () => {
      onStall();
      response.destroy();
    });
    const settle = () => {
      cancel();
      response.off('drain', settle);
      response.off('close', settle);
      resolve();
    };
    response.on('drain', settle);
    response.on('close', settle);
    if (response.destroyed) settle();
  });
}
