import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createConnections, loadTransport, type Connections } from './connections.js';

const server = createServer((request, response) => {
  request.resume();
  response.end('here');
});
let origin: string;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => {
  server.close();
});

interface Asked {
  /** Set when the request had to wait for the client. */
  readonly loading: Promise<void> | undefined;
  readonly statusCode: Promise<number>;
}

function ask(connections: Connections): Asked {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const loading = connections.dispatch(
    { path: '/', method: 'GET' },
    {
      onRequestStart() {},
      onResponseStart(_controller, statusCode) {
        resolve(statusCode);
      },
      onResponseData() {},
      onResponseEnd() {},
      onResponseError(_controller, error) {
        reject(error);
      },
    },
  );
  return { loading, statusCode: promise };
}

it('has the first request wait for the client, unless it was loaded before', async () => {
  const connections = createConnections(origin, 1);
  const first = ask(connections);
  expect(first.loading).toBeInstanceOf(Promise);
  expect(await first.statusCode).toBe(200);
  await connections.close();

  await loadTransport();
  const prepared = createConnections(origin, 1);
  const request = ask(prepared);
  expect(request.loading).toBeUndefined();
  expect(await request.statusCode).toBe(200);
  await prepared.close();
});

it('refuses what comes after it was closed', async () => {
  await loadTransport();
  const connections = createConnections(origin, 1);
  await connections.close();
  await expect(ask(connections).statusCode).rejects.toThrow('destroyed');
  await connections.close();
});
