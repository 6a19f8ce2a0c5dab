import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';

/** One request as it arrived. */
export interface RawRequest {
  readonly head: string;
  readonly body: Buffer;
  readonly socket: Socket;
}

/** A TCP server that says whatever a test wants, HTTP or not. */
export interface RawServer {
  readonly origin: string;
  readonly baseUrl: string;
  readonly requests: readonly RawRequest[];
  /** Connections that were ever made. */
  readonly connections: number;
  /** Until so many requests have arrived. */
  received(count: number): Promise<void>;
  /** Until every connection is closed. */
  allClosed(): Promise<void>;
  close(): Promise<void>;
}

export async function startRawServer(answer: (request: RawRequest) => void): Promise<RawServer> {
  const requests: RawRequest[] = [];
  const open = new Set<Socket>();
  const watchers = new Set<() => void>();
  let connections = 0;
  const changed = (): void => {
    for (const watcher of [...watchers]) watcher();
  };
  const until = (isSo: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      const look = (): void => {
        if (!isSo()) return;
        watchers.delete(look);
        resolve();
      };
      watchers.add(look);
      look();
    });
  const server = createServer((socket) => {
    connections += 1;
    open.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => {
      open.delete(socket);
      changed();
    });
    readRequests(socket, (request) => {
      requests.push(request);
      answer(request);
      changed();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    baseUrl: `${origin}/v1`,
    requests,
    get connections() {
      return connections;
    },
    received: (count) => until(() => requests.length >= count),
    allClosed: () => until(() => open.size === 0),
    async close() {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

function readRequests(socket: Socket, onRequest: (request: RawRequest) => void): void {
  let buffer = Buffer.alloc(0);
  socket.on('data', (bytes) => {
    buffer = Buffer.concat([buffer, bytes]);
    for (;;) {
      const end = buffer.indexOf('\r\n\r\n');
      if (end < 0) return;
      const head = buffer.subarray(0, end).toString('latin1');
      const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
      if (buffer.length < end + 4 + length) return;
      const body = buffer.subarray(end + 4, end + 4 + length);
      buffer = buffer.subarray(end + 4 + length);
      onRequest({ head, body, socket });
    }
  });
}

/** A whole response with a length. */
export function reply(status: number, body: string, headers: Readonly<Record<string, string>> = {}): string {
  const all = {
    'content-type': 'application/json',
    ...headers,
    'content-length': String(Buffer.byteLength(body)),
  };
  return `HTTP/1.1 ${status} Whatever\r\n${headerLines(all)}\r\n\r\n${body}`;
}

/** The beginning of a chunked response. */
export function beginChunked(contentType: string, status = 200): string {
  return `HTTP/1.1 ${status} Whatever\r\n${headerLines({ 'content-type': contentType, 'transfer-encoding': 'chunked' })}\r\n\r\n`;
}

export const beginStream = beginChunked('text/event-stream');

/** One piece of a chunked body. */
export function piece(text: string): string {
  return `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;
}

export const endChunked = '0\r\n\r\n';

/** One event of a chat stream with some text. */
export function said(content: string, finish_reason: string | null = null, more: object = {}): string {
  const choices = [{ index: 0, delta: content === '' ? {} : { content }, finish_reason }];
  return piece(`data: ${JSON.stringify({ id: 'c', created: 1, model: 'llama', choices, ...more })}\n\n`);
}

export const doneEvent = piece('data: [DONE]\n\n');

/** A whole good stream. */
export const goodStream =
  beginStream + said('Hello') + said(' there') + said('', 'stop') + doneEvent + endChunked;

export const goodAnswer = reply(
  200,
  JSON.stringify({ id: 'c', choices: [{ message: { content: 'Hello' }, finish_reason: 'stop' }] }),
);

function headerLines(headers: Readonly<Record<string, string>>): string {
  return Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\r\n');
}
