import { createServer, type IncomingMessage } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import type { VendorSimulator } from '@reg/testkit';
import { listIn } from '../../soak/src/json.js';
import { parseObject } from '../../soak/src/read-answer.js';
import type { ModelScript } from './model-script.js';

/** A simulated vendor whose model follows a script. */
export interface ScriptedVendor {
  /** For the daemon's configuration, as the simulator's own. */
  readonly baseUrl: string;
  close(): Promise<void>;
}

export interface ScriptedVendorOptions {
  readonly name: string;
  readonly simulator: VendorSimulator;
  readonly script: ModelScript;
}

const maxBodyBytes = 64 * 1024 * 1024;
const host = '127.0.0.1';

/**
 * Stands before a simulator and, when an agent's conversation comes by, tells it what to do with it. Everything
 * else (titles, lists of models) the simulator answers as it likes. Bytes, breaks and resets pass as they are.
 */
export async function startScriptedVendor(options: ScriptedVendorOptions): Promise<ScriptedVendor> {
  const { simulator } = options;
  /** One at a time, until it is being answered: what was scripted for one request must not befall another. */
  let turn = Promise.resolve();
  const server = createServer((request) => {
    turn = turn
      .then(() => pass(request, options))
      .catch(() => {
        request.socket.resetAndDestroy();
      });
  });
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: simulator.baseUrl.replace(simulator.origin, `http://${host}:${port}`),
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

/** Resolves when the answer begins, or is over before it began. Nothing is ever answered by this server itself. */
async function pass(request: IncomingMessage, options: ScriptedVendorOptions): Promise<void> {
  const { name, simulator, script } = options;
  const body = await bodyOf(request);
  const json = parseObject(body.toString('utf8'));
  // Agents offer tools when they work, and none when they want a title.
  if (json !== undefined && listIn(json, 'tools').length > 0) {
    const fault = script.next(name, json);
    if (fault !== undefined) simulator.script(fault);
  }
  const upstream = upstreamOf(request.socket, simulator);
  const begun = Promise.race([nextOf(upstream, 'data'), nextOf(upstream, 'close')]);
  upstream.write(headOf(request, body.length));
  upstream.write(body);
  await begun;
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of request as AsyncIterable<Buffer>) {
    bytes += piece.length;
    if (bytes > maxBodyBytes) throw new Error('A request of more than 64 MiB.');
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

const ownHeaders = new Set(['content-length', 'transfer-encoding']);

function headOf(request: IncomingMessage, bytes: number): string {
  const lines = [`${request.method ?? 'GET'} ${request.url ?? '/'} HTTP/1.1`];
  for (const [name, value] of Object.entries(request.headers))
    if (!ownHeaders.has(name)) lines.push(`${name}: ${String(value)}`);
  return `${[...lines, `content-length: ${bytes}`].join('\r\n')}\r\n\r\n`;
}

const upstreams = new WeakMap<Socket, Socket>();

/** Each connection has its own beyond: whether it is kept, closed or reset is the simulator's affair. */
function upstreamOf(client: Socket, { origin }: VendorSimulator): Socket {
  const known = upstreams.get(client);
  if (known !== undefined) return known;
  const upstream = connect(Number(new URL(origin).port), host);
  upstreams.set(client, upstream);
  client.once('close', () => upstream.destroy());
  client.on('error', () => upstream.destroy());
  upstream.on('data', (bytes: Buffer) => client.write(bytes));
  upstream.once('end', () => client.end());
  upstream.once('error', () => {
    client.resetAndDestroy();
  });
  return upstream;
}

function nextOf(socket: Socket, event: 'data' | 'close'): Promise<void> {
  return new Promise((resolve) => {
    socket.once(event, () => {
      resolve();
    });
  });
}
