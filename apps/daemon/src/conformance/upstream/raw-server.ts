import { createServer, type AddressInfo, type Socket } from 'node:net';
import type { RawBehaviour } from './upstream-place.js';

export interface RawServer {
  readonly origin: string;
  close(): Promise<void>;
}

/** A TCP server on 127.0.0.1 that does what it is told instead of HTTP. */
export async function startRawServer(behaviour: RawBehaviour): Promise<RawServer> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    // What it does to clients breaks connections: that is its purpose.
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    behaviour.onConnect?.(socket);
    socket.once('data', () => {
      socket.on('data', () => undefined);
      behaviour.onRequest?.(socket);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => {
          resolve();
        });
      }),
  };
}
