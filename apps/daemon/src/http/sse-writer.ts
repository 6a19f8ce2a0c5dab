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
  const { heartbeatFrame = ': keep-alive\n\n' } = options;
  const isClosed = () => response.destroyed || response.writableEnded;
  let isQuiet = true;
  let cancelHeartbeat = (): void => undefined;
  const beat = (): void => {
    cancelHeartbeat = options.clock.schedule(options.heartbeatMs, () => {
      if (isClosed()) return;
      // What a reader that is behind has not read yet keeps its connection just as well.
      if (isQuiet && !response.writableNeedDrain) response.write(heartbeatFrame);
      isQuiet = true;
      beat();
    });
  };
  response.once('close', () => {
    cancelHeartbeat();
  });
  const write = (frames: string): Promise<void> | undefined => {
    isQuiet = false;
    if (isClosed() || response.write(frames)) return undefined;
    return drained(response, options);
  };
  return {
    open(headers) {
      if (isClosed()) return;
      response.writeHead(200, {
        ...headers,
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store',
        // Asks nginx and its like not to collect the events before passing them on.
        'x-accel-buffering': 'no',
      });
      if (options.heartbeatMs > 0) beat();
    },
    send: write,
    end() {
      cancelHeartbeat();
      // Ending twice throws inside Node's own callbacks, where nobody can catch it.
      if (!isClosed()) response.end();
    },
    get closed() {
      return isClosed();
    },
  };
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
