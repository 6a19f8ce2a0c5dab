import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A listener on 127.0.0.1 that can be shut and opened again on the same port. */
export class Listener {
  readonly #onRequest: (request: IncomingMessage, response: ServerResponse) => void;
  #server: Server;
  #port = 0;

  constructor(onRequest: (request: IncomingMessage, response: ServerResponse) => void) {
    this.#onRequest = onRequest;
    this.#server = this.#create();
  }

  get port(): number {
    return this.#port;
  }

  async open(port: number): Promise<void> {
    this.#server.listen(port, '127.0.0.1');
    // Rejects with the listener's own error, such as a port that is taken.
    await once(this.#server, 'listening');
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  /** New connections are refused from now on; those that are open are closed. */
  refuse(): void {
    if (!this.#server.listening) return;
    this.#server.close();
    this.#server.closeAllConnections();
  }

  /** Listens again on the same port after {@link refuse}. */
  async accept(): Promise<void> {
    if (this.#server.listening) return;
    this.#server = this.#create();
    await this.open(this.#port);
  }

  async close(): Promise<void> {
    const closed = this.#server.listening ? once(this.#server, 'close') : undefined;
    this.refuse();
    await closed;
  }

  #create(): Server {
    const server = createServer(this.#onRequest);
    // Longer than any client keeps a connection: the simulator never closes one that is about to be used.
    server.keepAliveTimeout = 120_000;
    server.requestTimeout = 0;
    server.on('clientError', (_error, socket) => {
      socket.destroy();
    });
    return server;
  }
}
