import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { ProviderCall } from '@reg/core';
import { afterEach, expect, it } from 'vitest';
import { createOpenAICompatibleProvider } from '../create-openai-compatible-provider.js';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

const longBytes = 8 * 1024 * 1024;
const call: ProviderCall = {
  timeouts: { connectMs: 5_000, headersMs: 5_000, firstTokenMs: 5_000, idleMs: 5_000, totalMs: 20_000 },
};
const event = (content: string, finish: string | null): string => {
  const choices = [{ index: 0, delta: { role: 'assistant', content }, finish_reason: finish }];
  const chunk = { id: 'c', object: 'chat.completion.chunk', created: 1, model: 'm', choices };
  return `data: ${JSON.stringify(chunk)}\n\n`;
};

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

async function endpoint(answer: (request: IncomingMessage, response: ServerResponse) => void) {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  closing.push(() => new Promise((resolve) => server.close(resolve)));
  const { port } = server.address() as AddressInfo;
  const provider = createOpenAICompatibleProvider({
    id: 'box',
    baseUrl: `http://127.0.0.1:${port}/v1`,
    models: [],
  });
  closing.push(() => provider.close());
  return provider;
}

async function externalBytes(): Promise<number> {
  for (let round = 0; round < 3; round += 1) {
    await pause(20);
    collect();
  }
  return process.memoryUsage().arrayBuffers;
}

it('a long body is sent whole, and kept no longer than that takes', async () => {
  const over = Promise.withResolvers<undefined>();
  const came = { length: '', bytes: 0 };
  const provider = await endpoint((request, response) => {
    came.length = request.headers['content-length'] ?? '';
    request.on('data', (part: Buffer) => (came.bytes += part.byteLength));
    request.on('end', () => {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write(event('begun', null));
      void over.promise.then(() => response.end(`${event('', 'stop')}data: [DONE]\n\n`));
    });
  });
  const before = await externalBytes();
  const messages = [{ role: 'user' as const, content: 'é'.repeat(longBytes / 2) }];
  const stream = await provider.stream({ model: 'm', messages }, call);
  const reader = stream[Symbol.asyncIterator]();
  await reader.next();
  const kept = (await externalBytes()) - before;
  over.resolve(undefined);
  while ((await reader.next()).done !== true);
  expect(came.bytes).toBeGreaterThan(longBytes);
  expect(came.length).toBe(String(came.bytes));
  expect(kept).toBeLessThan(longBytes / 4);
});

it('an answer that comes before the body was read is the answer', async () => {
  const provider = await endpoint((request, response) => {
    request.once('data', () => {
      response.writeHead(413, { 'content-type': 'application/json', connection: 'close' });
      response.end(JSON.stringify({ error: { message: 'too long by far', type: 'invalid_request_error' } }));
    });
    request.on('error', () => undefined);
  });
  const messages = [{ role: 'user' as const, content: 'x'.repeat(longBytes) }];
  await expect(provider.chat({ model: 'm', messages }, call)).rejects.toMatchObject({ status: 413 });
});
