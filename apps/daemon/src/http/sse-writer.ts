import type { ServerResponse } from 'node:http';

/** Server-sent events on a raw response, at the pace of the reader. */
export interface SseWriter {
  /** Sends status and headers. */
  open(headers: Readonly<Record<string, string>>): void;
  /** Sends one `data:` event. When the reader is behind, answers a promise of its having caught up. */
  send(data: string): Promise<void> | undefined;
  end(): void;
  /** The reader went away, or the answer was ended. */
  readonly closed: boolean;
}

export function createSseWriter(response: ServerResponse): SseWriter {
  const isClosed = () => response.destroyed || response.writableEnded;
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
    },
    send(data) {
      if (isClosed() || response.write(`data: ${data}\n\n`)) return undefined;
      return drained(response);
    },
    end() {
      // Ending twice throws inside Node's own callbacks, where nobody can catch it.
      if (!isClosed()) response.end();
    },
    get closed() {
      return isClosed();
    },
  };
}

/** Settles when the response takes more, or never will. */
function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const settle = () => {
      response.off('drain', settle);
      response.off('close', settle);
      resolve();
    };
    response.on('drain', settle);
    response.on('close', settle);
    if (response.destroyed) settle();
  });
}
