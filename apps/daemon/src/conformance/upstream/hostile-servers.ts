import { gzipSync } from 'node:zlib';
import type { Socket } from 'node:net';
import type { RawBehaviour } from './upstream-place.js';

const okay = 'HTTP/1.1 200 OK\r\n';

/** Servers that answer with something that is no response. */
export const garbage = {
  reset: { onConnect: (socket) => void socket.resetAndDestroy() },
  close: { onConnect: (socket) => void socket.destroy() },
  silence: {},
  notHttp: { onConnect: (socket) => void socket.write('SSH-2.0-OpenSSH_9.6\r\n') },
  tlsAlert: {
    onRequest: (socket) => void socket.write(Buffer.from([0x15, 0x03, 0x01, 0x00, 0x02, 0x02, 0x46])),
  },
  endlessHeaders: {
    onRequest(socket) {
      socket.write(okay);
      pour(socket, () => `x-filler: ${'a'.repeat(1000)}\r\n`);
    },
  },
  endlessHeader: {
    onRequest(socket) {
      socket.write(`${okay}x-filler: `);
      pour(socket, () => 'a'.repeat(4096));
    },
  },
  drippingHeaders: {
    onRequest(socket) {
      drip(socket, `${okay}content-type: application/json\r\nx-filler: ${'a'.repeat(500)}\r\n\r\n`);
    },
  },
  endlessContinue: {
    onRequest(socket) {
      pour(socket, () => 'HTTP/1.1 102 Processing\r\n\r\n'.repeat(20));
    },
  },
  twoLengths: {
    onRequest: (socket) =>
      void socket.write(
        `${okay}content-type: application/json\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\n{}`,
      ),
  },
} as const satisfies Readonly<Record<string, RawBehaviour>>;

const flood = 'a'.repeat(1024 * 1024);

/** Servers whose response begins well. */
export const treacherous = {
  gzipBomb: {
    onRequest(socket) {
      const bomb = gzipSync(Buffer.alloc(32 * 1024 * 1024));
      socket.end(
        Buffer.concat([
          Buffer.from(
            `${okay}content-type: application/json\r\ncontent-encoding: gzip\r\ncontent-length: ${bomb.length}\r\n\r\n`,
          ),
          bomb,
        ]),
      );
    },
  },
  gzipStream: {
    onRequest(socket) {
      socket.write(
        Buffer.concat([
          Buffer.from(`${okay}content-type: text/event-stream\r\ncontent-encoding: gzip\r\n\r\n`),
          gzipSync(Buffer.alloc(1024 * 1024)),
        ]),
      );
    },
  },
  brokenChunking: {
    onRequest: (socket) =>
      void socket.write(
        `${okay}content-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n5\r\n{"id"\r\nNOT-A-SIZE\r\n`,
      ),
  },
  commentsWithoutEnd: {
    onRequest(socket) {
      socket.write(`${okay}content-type: text/event-stream\r\n\r\n`);
      every(socket, 20, () => ': still waiting\n\n');
    },
  },
  rolesWithoutEnd: {
    onRequest(socket) {
      socket.write(`${okay}content-type: text/event-stream\r\n\r\n`);
      every(
        socket,
        20,
        () =>
          'data: {"id":"r","choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}]}\n\n',
      );
    },
  },
  lineWithoutEnd: {
    onRequest(socket) {
      socket.write(`${okay}content-type: text/event-stream\r\n\r\ndata: {"id":"`);
      pour(socket, () => flood);
    },
  },
  bodyWithoutEnd: {
    onRequest(socket) {
      socket.write(`${okay}content-type: application/json\r\n\r\n{"id":"`);
      pour(socket, () => flood);
    },
  },
} as const satisfies Readonly<Record<string, RawBehaviour>>;

/** Writes without end, at the pace of the reader. */
function pour(socket: Socket, text: () => string): void {
  if (socket.destroyed) return;
  if (socket.write(text())) setImmediate(() => void pour(socket, text));
  else socket.once('drain', () => void pour(socket, text));
}

const dripEveryMs = 20;

function drip(socket: Socket, text: string): void {
  const letters = [...text];
  every(socket, dripEveryMs, () => letters.shift() ?? '');
}

function every(socket: Socket, ms: number, text: () => string): void {
  const timer = setInterval(() => socket.write(text()), ms);
  socket.once('close', () => {
    clearInterval(timer);
  });
}
