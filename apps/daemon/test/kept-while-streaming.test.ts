import { setImmediate as nextTurn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createRegistry } from '@reg/registry';
import { startKimiSimulator } from '@reg/testkit';
import { afterEach, expect, it } from 'vitest';
import { kimiKey } from './booted-daemon.js';
import { createFakeRegistry, routedStream, textChunk } from './fake-registry.js';
import { serve } from './served.js';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

const cleanUps: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp();
});

/** Whether an object is gone, as far as nothing holds it. */
async function isFreed(kept: WeakRef<object>): Promise<boolean> {
  for (let round = 0; round < 10 && kept.deref() !== undefined; round += 1) {
    await nextTurn();
    collect();
  }
  return kept.deref() === undefined;
}

it.each([
  ['/v1/chat/completions', { model: 'auto', messages: [{ role: 'user', content: 'hi' }] }],
  ['/v1/messages', { model: 'auto', max_tokens: 9, messages: [{ role: 'user', content: 'hi' }] }],
  ['/v1/responses', { model: 'auto', input: 'hi' }],
])('keeps nothing of what was asked while the answer comes in: %s', async (path, body) => {
  let asked: WeakRef<object> | undefined;
  const over = Promise.withResolvers<undefined>();
  async function* untilOver() {
    yield textChunk('begun');
    await over.promise;
    yield textChunk('done', 'stop');
  }
  const registry = createFakeRegistry({
    stream(request) {
      asked = new WeakRef(request.messages);
      return Promise.resolve(routedStream(untilOver()));
    },
  });
  const served = await serve({
    ...registry,
    stream: (request, options) => {
      const stream = registry.stream(request, options);
      (registry.calls as unknown[]).length = 0;
      return stream;
    },
  });
  cleanUps.push(() => served.server.close());
  const answer = await fetch(served.url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...body, stream: true }),
  });
  const reader = answer.body?.getReader();
  await reader?.read();
  if (asked === undefined) throw new Error('nobody was asked');
  const isGone = await isFreed(asked);
  over.resolve(undefined);
  while ((await reader?.read())?.done === false);
  expect(isGone).toBe(true);
});

it.each([
  ['is gone', 'error', true],
  ['is kept for whoever goes on where it breaks', 'continue', false],
] as const)('a request whose answer comes in %s', async (_what, onStreamBreak, isExpected) => {
  const vendor = await startKimiSimulator({ tokensPerChunk: 1, chunkDelayMs: 50 });
  cleanUps.push(() => vendor.close());
  const registry = createRegistry({
    env: {},
    envFile: false,
    configFile: false,
    overrides: { providers: { kimi: { baseUrl: vendor.baseUrl, apiKeys: [kimiKey] } } },
  });
  cleanUps.push(() => registry.close());
  const ask = async () => {
    const messages = [{ role: 'user' as const, content: 'Say something long.' }];
    const stream = await registry.stream({ model: 'kimi-k2.6', messages }, { onStreamBreak });
    return { stream, asked: new WeakRef(messages) };
  };
  const { stream, asked } = await ask();
  const reader = stream[Symbol.asyncIterator]();
  await reader.next();
  expect(await isFreed(asked)).toBe(isExpected);
  await reader.return?.();
});
