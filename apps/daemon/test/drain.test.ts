import { systemClock } from '@reg/core';
import { createManualClock } from '@reg/testkit';
import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { drain } from '../src/main/drain.js';
import { createFakeRegistry, routedStream, textChunk } from './fake-registry.js';
import { serve, type Served } from './served.js';

let served: Served;

afterEach(async () => {
  served.server.server.closeAllConnections();
  await served.server.close();
});

/** A stream that sends one chunk and then waits for the test, or for the abort of its call. */
async function startStream() {
  const goOn = Promise.withResolvers<undefined>();
  served = await serve(
    createFakeRegistry({
      stream: async (_request, { signal }) => {
        async function* chunks() {
          yield textChunk('first');
          const aborted = new Promise((_resolve, reject) => {
            signal?.addEventListener('abort', () => {
              reject(new Error('aborted'));
            });
          });
          await Promise.race([goOn.promise, aborted]);
          yield textChunk('last', 'stop');
        }
        return routedStream(chunks());
      },
    }),
  );
  const answer = await fetch(`${served.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ messages: [{ role: 'user', content: 'hi' }], stream: true }),
  });
  return { answer, finish: () => goOn.resolve(undefined) };
}

describe('drain', () => {
  it('lets a stream finish and closes its connection after it', async () => {
    const { answer, finish } = await startStream();
    const drained = drain(served.server, { calls: served.calls, clock: systemClock, drainTimeoutMs: 10_000 });
    await expect(fetch(`${served.url}/healthz`)).rejects.toThrow();
    finish();
    expect(await answer.text()).toContain('[DONE]');
    await drained;
  });

  it('does not wait for connections that were opened in advance and never used', async () => {
    served = await serve(createFakeRegistry());
    const spare = connect(served.port, '127.0.0.1');
    const closed = once(spare, 'close');
    await once(spare, 'connect');
    await fetch(`${served.url}/healthz`);
    const noTimeout = createManualClock();
    const drained = drain(served.server, { calls: served.calls, clock: noTimeout, drainTimeoutMs: 10_000 });
    await closed;
    await drained;
  });

  it('cuts a stream that takes too long, with an error event', async () => {
    const { answer } = await startStream();
    await drain(served.server, { calls: served.calls, clock: systemClock, drainTimeoutMs: 50 });
    const text = await answer.text();
    expect(text).toContain('first');
    expect(text).toContain('"code":"server_shutting_down"');
    expect(text).not.toContain('[DONE]');
  });
});
