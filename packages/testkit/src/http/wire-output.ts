import type { Clock } from '@reg/core';
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';

/** The response side of one connection. Every wait ends when the client goes away. */
export interface WireOutput {
  /** The client has gone, or the connection was broken on purpose. */
  readonly closed: boolean;
  head(status: number, headers: Readonly<Record<string, string>>): void;
  /** Waits while the client is slower than the simulator. */
  write(bytes: Uint8Array | string): Promise<void>;
  /** Until what was written has been handed to the network, in a packet of its own. */
  flush(): Promise<void>;
  pause(ms: number): Promise<void>;
  /** Until the client goes away. */
  hang(): Promise<void>;
  end(): void;
  /** Closes the socket without ending the response. */
  close(): void;
  /** Resets the connection (TCP RST). */
  reset(): void;
}

export function createWireOutput(response: ServerResponse, clock: Clock): WireOutput {
  let closed = false;
  const gone = new Promise<void>((resolve) => {
    response.once('close', () => {
      closed = true;
      resolve();
    });
  });
  return {
    get closed() {
      return closed || response.destroyed;
    },
    head(status, headers) {
      response.writeHead(status, headers);
      response.flushHeaders();
    },
    async write(bytes) {
      if (closed || response.destroyed || response.write(bytes)) return;
      await Promise.race([once(response, 'drain').catch(() => undefined), gone]);
    },
    async flush() {
      await Promise.race([emptied(response), gone]);
      await new Promise((resolve) => setImmediate(resolve));
    },
    async pause(ms) {
      if (ms <= 0 || closed) return;
      let cancel: () => void = () => undefined;
      const due = new Promise<void>((resolve) => {
        cancel = clock.schedule(ms, resolve);
      });
      await Promise.race([due, gone]);
      cancel();
    },
    hang: () => gone,
    end() {
      if (!response.writableEnded) response.end();
    },
    close() {
      response.socket?.destroy();
    },
    reset() {
      response.socket?.resetAndDestroy();
    },
  };
}

function emptied(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    if (response.destroyed || response.writableEnded) resolve();
    // An empty write would be the end mark of a chunked body; the socket's own empty write is not.
    else if (response.socket === null) resolve();
    else
      response.socket.write('', () => {
        resolve();
      });
  });
}
