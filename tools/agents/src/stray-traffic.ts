import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Notices what an agent asks of the world beyond this machine, and refuses it. */
export interface StrayTraffic {
  /** Hosts and ports that were asked for. */
  readonly hosts: readonly string[];
  /** Make a program send everything here but what goes to this machine. */
  readonly variables: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

export async function watchStrayTraffic(): Promise<StrayTraffic> {
  const hosts: string[] = [];
  const server = createServer((request, response) => {
    hosts.push(new URL(request.url ?? '/', 'http://unnamed').host);
    response.writeHead(403).end();
  });
  server.on('connect', (request, socket) => {
    hosts.push(request.url ?? '');
    // Who asked may be gone already.
    socket.on('error', () => undefined);
    socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const proxy = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const here = '127.0.0.1,localhost';
  const names = ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY'];
  return {
    hosts,
    variables: Object.fromEntries([
      ...names.flatMap((name) => [name, name.toLowerCase()]).map((name) => [name, proxy] as const),
      ['NO_PROXY', here],
      ['no_proxy', here],
    ]),
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}
