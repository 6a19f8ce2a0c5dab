import { request as httpRequest, type IncomingMessage } from 'node:http';
import { createApiError, type ChatCompletionChunk } from '@reg/core';
import { afterEach, describe, expect, it } from 'vitest';
import { createFakeRegistry, emptyReport, routedStream, textChunk, usageChunk } from './fake-registry.js';
import { serve, type Served } from './served.js';

const messages = [{ role: 'user', content: 'hi' }];
let served: Served;

async function post(body: object, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${served.url}/v1/chat/completions?beta=true`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ messages, ...body }),
  });
}

function eventsOf(text: string): string[] {
  expect(text.endsWith('\n\n')).toBe(true);
  return text
    .slice(0, -2)
    .split('\n\n')
    .map((event) => event.replace(/^data: /, ''));
}

afterEach(async () => {
  await served.server.close();
});

describe('a whole answer', () => {
  it('hands the vendor’s body on unchanged, with the report in headers', async () => {
    const registry = createFakeRegistry({
      report: {
        ...emptyReport,
        fallback: true,
        warnings: [
          { provider: 'kimi', model: 'm', parameter: 'temperature', action: 'dropped', message: 'no' },
        ],
      },
    });
    served = await serve(registry, { sandbox: true });
    const answer = await post(
      { model: 'kimi-k2.6', reg: { freeOnly: true, seed: 7 }, vendor_extra: { a: 1 } },
      { 'x-request-id': 'my.id-1', accept: 'text/event-stream' },
    );
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ choices: [{ message: { content: 'hello' } }] });
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'x-request-id': 'my.id-1',
      'x-reg-provider': 'kimi',
      'x-reg-model': 'kimi-k2.6',
      'x-reg-attempts': '1',
      'x-reg-decision-id': 'd-1',
      'x-reg-overhead-ms': '0.42',
      'x-reg-cost-usd': '0.0000125',
      'x-reg-fallback': 'true',
      'x-reg-warnings': 'temperature dropped',
      'x-reg-sandbox': 'simulated',
    });
    const [call] = registry.calls;
    expect(call?.request).toEqual({ messages, model: 'kimi-k2.6', vendor_extra: { a: 1 } });
    expect(call?.options).toMatchObject({ freeOnly: true, seed: 7, requestId: 'my.id-1' });
  });

  it('replaces a request id that could do harm in a log', async () => {
    served = await serve(createFakeRegistry());
    const answer = await post({}, { 'x-request-id': 'a b"<script>' });
    expect(answer.headers.get('x-request-id')).toBe('req-1');
  });

  it('aborts the call when the client goes away, and logs 499', async () => {
    const aborted = Promise.withResolvers<undefined>();
    const began = Promise.withResolvers<undefined>();
    const registry = createFakeRegistry({
      chat: (_request, { signal }) =>
        new Promise((_resolve, reject) => {
          began.resolve(undefined);
          signal?.addEventListener('abort', () => {
            aborted.resolve(undefined);
            reject(createApiError({ kind: 'aborted', provider: 'kimi', message: 'gone' }));
          });
        }),
    });
    served = await serve(registry);
    const client = new AbortController();
    const answer = fetch(`${served.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ messages }),
      signal: client.signal,
    });
    await began.promise;
    client.abort();
    await expect(answer).rejects.toThrow();
    await aborted.promise;
    await expect.poll(() => served.ended.map(({ status }) => status)).toEqual([499]);
    expect(served.calls.count).toBe(0);
  });
});

describe('a streamed answer', () => {
  it('ends with [DONE], and tells usage only to who asked', async () => {
    served = await serve(createFakeRegistry());
    const plain = await post({ stream: true }, { accept: 'application/json' });
    expect(plain.headers.get('content-type')).toContain('text/event-stream');
    expect(plain.headers.get('x-accel-buffering')).toBe('no');
    expect(plain.headers.get('cache-control')).toBe('no-store');
    expect(plain.headers.get('x-reg-model')).toBe('kimi-k2.6');
    expect(plain.headers.get('x-request-id')).toBe('req-1');
    const events = eventsOf(await plain.text());
    expect(events.at(-1)).toBe('[DONE]');
    expect(events).toHaveLength(3);
    expect(events.join()).not.toContain('usage');

    const asked = eventsOf(
      await (await post({ stream: true, stream_options: { include_usage: true } })).text(),
    );
    expect(asked).toHaveLength(4);
    expect(asked.slice(0, 2).map((event) => (JSON.parse(event) as ChatCompletionChunk).usage)).toEqual([
      null,
      null,
    ]);
    expect(JSON.parse(asked[2] ?? '')).toMatchObject({ choices: [], usage: { total_tokens: 5 } });
  });

  it('is a plain JSON error while nothing has been sent', async () => {
    served = await serve(
      createFakeRegistry({
        stream: () =>
          Promise.reject(
            createApiError({
              kind: 'rate_limited',
              provider: 'glm',
              message: 'slow down',
              retryAfterMs: 3000,
            }),
          ),
      }),
    );
    const answer = await post({ stream: true });
    expect(answer.status).toBe(429);
    expect(answer.headers.get('retry-after')).toBe('3');
    expect(await answer.json()).toMatchObject({ error: { type: 'rate_limit_error' } });
  });

  it('ends with an error event and without [DONE] when it breaks', async () => {
    const broken = createApiError({ kind: 'stream_truncated', provider: 'glm', message: 'cut' });
    served = await serve(
      createFakeRegistry({ stream: async () => routedStream([textChunk('par'), broken]) }),
    );
    const events = eventsOf(await (await post({ stream: true })).text());
    expect(events).toHaveLength(2);
    expect(JSON.parse(events[1] ?? '')).toEqual({
      error: {
        message: expect.stringContaining('cut'),
        type: 'api_error',
        param: null,
        code: 'stream_truncated',
      },
    });
    expect(served.ended[0]?.record.errorCode).toBe('stream_truncated');
  });

  it('waits for a reader that is behind, and closes upstream when it leaves', async () => {
    let produced = 0;
    const closed = Promise.withResolvers<undefined>();
    async function* endless() {
      try {
        for (;;) {
          produced += 1;
          yield textChunk('x'.repeat(16_384));
        }
      } finally {
        closed.resolve(undefined);
      }
    }
    served = await serve(createFakeRegistry({ stream: async () => routedStream(endless()) }));
    const response = await new Promise<IncomingMessage>((resolve) => {
      httpRequest(
        `${served.url}/v1/chat/completions`,
        { method: 'POST', headers: { 'content-type': 'application/json' } },
        resolve,
      ).end(JSON.stringify({ messages, stream: true }));
    });
    // Nobody reads: production stops once the buffers of both sockets are full.
    let before = -1;
    await expect
      .poll(
        () => {
          const isStill = produced === before;
          before = produced;
          return isStill;
        },
        { interval: 100 },
      )
      .toBe(true);
    expect(produced).toBeLessThan(5000);
    response.destroy();
    await closed.promise;
    await expect.poll(() => served.ended.map(({ status }) => status)).toEqual([499]);
  });

  it('sends usage of a vendor that puts it beside the last choice where OpenAI has it', async () => {
    const chunk = { ...textChunk('all', 'stop'), usage: usageChunk().usage ?? null };
    served = await serve(createFakeRegistry({ stream: async () => routedStream([chunk]) }));
    const events = eventsOf(
      await (await post({ stream: true, stream_options: { include_usage: true } })).text(),
    );
    expect(events.map((event) => event.includes('"total_tokens":5'))).toEqual([false, true, false]);
  });
});
