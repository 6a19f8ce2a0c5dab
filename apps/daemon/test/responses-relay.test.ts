import { request as httpRequest, type IncomingMessage } from 'node:http';
import { createApiError } from '@reg/core';
import { afterEach, describe, expect, it } from 'vitest';
import { createFakeRegistry, routedStream, textChunk } from './fake-registry.js';
import { serve, type Served } from './served.js';

const headers = { 'content-type': 'application/json' };
let served: Served;

afterEach(async () => {
  await served.server.close();
});

const statuses = () => served.ended.map(({ status }) => status);

describe('a client of the Responses route that goes away', () => {
  it('aborts the call that it waits for, and is logged as 499', async () => {
    const aborted = Promise.withResolvers<undefined>();
    const began = Promise.withResolvers<undefined>();
    served = await serve(
      createFakeRegistry({
        chat: (_request, { signal }) =>
          new Promise((_resolve, reject) => {
            began.resolve(undefined);
            signal?.addEventListener('abort', () => {
              aborted.resolve(undefined);
              reject(createApiError({ kind: 'aborted', provider: 'kimi', message: 'gone' }));
            });
          }),
      }),
    );
    const client = new AbortController();
    const answer = fetch(`${served.url}/v1/responses`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ input: 'hi' }),
      signal: client.signal,
    });
    await began.promise;
    client.abort();
    await expect(answer).rejects.toThrow();
    await aborted.promise;
    await expect.poll(statuses).toEqual([499]);
    expect(served.calls.count).toBe(0);
  });

  it('is waited for while it reads slowly, and ends the upstream when it leaves', async () => {
    let produced = 0;
    const closed = Promise.withResolvers<undefined>();
    async function* long() {
      try {
        for (;;) {
          produced += 1;
          yield textChunk('x'.repeat(16_384));
        }
      } finally {
        closed.resolve(undefined);
      }
    }
    served = await serve(createFakeRegistry({ stream: async () => routedStream(long()) }));
    const response = await new Promise<IncomingMessage>((resolve) => {
      httpRequest(`${served.url}/v1/responses`, { method: 'POST', headers }, resolve).end(
        JSON.stringify({ input: 'hi', stream: true }),
      );
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
    expect(produced).toBeLessThan(2000);
    response.destroy();
    await closed.promise;
    expect(produced - before).toBeLessThan(5);
    await expect.poll(statuses).toEqual([499]);
  });

  it('is dropped when it stays and reads nothing', async () => {
    const stalls: (() => void)[] = [];
    const clock = {
      schedule(_delayMs: number, run: () => void) {
        stalls.push(run);
        return () => undefined;
      },
    };
    async function* long() {
      for (;;) yield textChunk('x'.repeat(16_384));
    }
    served = await serve(createFakeRegistry({ stream: async () => routedStream(long()) }), {
      sse: { clock, readerTimeoutMs: 10, heartbeatMs: 0 },
    });
    const response = await new Promise<IncomingMessage>((resolve) => {
      httpRequest(`${served.url}/v1/responses`, { method: 'POST', headers }, resolve).end(
        JSON.stringify({ input: 'hi', stream: true }),
      );
    });
    response.on('error', () => undefined);
    await expect.poll(() => stalls.length).toBeGreaterThan(0);
    // The reader's time is up whenever the writer waits for it.
    await expect
      .poll(() => {
        stalls.at(-1)?.();
        return served.ended.map(({ record }) => record.errorCode);
      })
      .toEqual(['reader_stalled']);
    response.destroy();
  });
});
