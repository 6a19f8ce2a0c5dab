import type { Server } from 'node:http';
import type { Socket } from 'node:net';

const unusedOf = new WeakMap<Server, Set<Socket>>();

/**
 * Remembers over which connections no request has come yet, as clients open them in advance. Node counts these
 * neither as busy nor as idle, and so would wait for them when it closes.
 */
export function watchUnusedConnections(server: Server): void {
  const unused = new Set<Socket>();
  unusedOf.set(server, unused);
  server.on('connection', (socket: Socket) => {
    unused.add(socket);
    socket.once('close', () => unused.delete(socket));
  });
  server.on('request', ({ socket }) => unused.delete(socket));
}

/** Closes every connection that nobody is using. */
export function closeUnusedConnections(server: Server): void {
  server.closeIdleConnections();
  for (const socket of unusedOf.get(server) ?? []) socket.destroy();
}
