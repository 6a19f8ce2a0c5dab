import { connect, type Socket } from 'node:net';
import { Worker } from 'node:worker_threads';
import { pause } from '../pause.js';

/** A port that answers no SYN. */
export interface UnansweringPort {
  readonly port: number;
  close(): Promise<void>;
}

/** Listens with the shortest queue and then never takes a connection from it, because its thread sleeps. */
const sleeper = `
const { createServer } = require('node:net');
const { parentPort, workerData } = require('node:worker_threads');
const server = createServer();
server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
  parentPort.postMessage(server.address().port);
  Atomics.wait(new Int32Array(workerData), 0, 0);
});
`;

const fillers = 8;
const settleMs = 150;

/** `undefined` where the system connects all the same, so that there is nothing to test. */
export async function startUnansweringPort(): Promise<UnansweringPort | undefined> {
  const gate = new SharedArrayBuffer(4);
  const worker = new Worker(sleeper, { eval: true, workerData: gate });
  const port = await new Promise<number>((resolve, reject) => {
    worker.once('message', resolve).once('error', reject);
  });
  const sockets = Array.from({ length: fillers }, () => opened(port));
  const close = async (): Promise<void> => {
    for (const socket of sockets) socket.destroy();
    Atomics.store(new Int32Array(gate), 0, 1);
    Atomics.notify(new Int32Array(gate), 0);
    await worker.terminate();
  };
  await pause(settleMs);
  const last = opened(port);
  sockets.push(last);
  await pause(settleMs);
  if (last.connecting) return { port, close };
  await close();
  return undefined;
}

function opened(port: number): Socket {
  return connect({ port, host: '127.0.0.1' }).on('error', () => undefined);
}
