import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, describe, expect, it } from 'vitest';
import { handOver, readRequestBody, type WholeRequestBody } from './read-request-body.js';

const server = createServer();
const sockets: Socket[] = [];

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  server.close();
  await once(server, 'close');
});

/** A request as the server gets it whose client writes what it is told. */
async function arrivalOf(
  head: string,
): Promise<{ readonly message: IncomingMessage; readonly client: Socket }> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
  sockets.push(client);
  const arrived = once(server, 'request') as Promise<[IncomingMessage]>;
  client.write(`POST / HTTP/1.1\r\nhost: a\r\n${head}\r\n\r\n`);
  const [message] = await arrived;
  return { message, client };
}

describe('the body of a request', () => {
  it('is joined from its pieces', async () => {
    const { message, client } = await arrivalOf('content-length: 6');
    const body = readRequestBody(message, 6);
    client.write('abc');
    await once(message, 'data');
    client.write('def');
    expect((await body).toString()).toBe('abcdef');
  });

  it('is kept by nobody but its reader', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const { message, client } = await arrivalOf('content-length: 6');
    const read = async (): Promise<WeakRef<Buffer>> => {
      const body = readRequestBody(message, 6);
      client.write('abcdef');
      return new WeakRef(await body);
    };
    const body = await read();
    await nextTurn();
    collect();
    expect(body.deref()).toBeUndefined();
    expect(message.complete).toBe(true);
  });

  it('is handed over when its time has come', async () => {
    const { message, client } = await arrivalOf('content-length: 3');
    const waiting: WholeRequestBody[] = [];
    let isRead = false;
    const body = readRequestBody(message, 3, (whole) => waiting.push(whole)).then((bytes) => {
      isRead = true;
      return bytes.toString();
    });
    client.write('abc');
    await once(message, 'end');
    await nextTurn();
    expect([waiting.length, isRead]).toEqual([1, false]);
    waiting.forEach(handOver);
    expect(await body).toBe('abc');
  });

  it('may be empty', async () => {
    const { message } = await arrivalOf('content-length: 0');
    expect(await readRequestBody(message, 6)).toHaveLength(0);
  });

  it('is refused when it says that it is too large', async () => {
    const { message } = await arrivalOf('content-length: 7');
    await expect(readRequestBody(message, 6)).rejects.toMatchObject({ status: 413 });
  });

  it('is refused as soon as it turns out too large', async () => {
    const { message, client } = await arrivalOf('transfer-encoding: chunked');
    const body = readRequestBody(message, 6);
    client.write('7\r\nabcdefg\r\n');
    await expect(body).rejects.toMatchObject({ status: 413 });
  });

  it('is given up when the client leaves in the middle', async () => {
    const { message, client } = await arrivalOf('content-length: 6');
    const body = readRequestBody(message, 6);
    client.end('abc');
    await expect(body).rejects.toMatchObject({ status: 499 });
  });
});
