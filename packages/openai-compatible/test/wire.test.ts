import { DeadlineExceededError } from '@reg/core';
import { createManualClock, type ManualClock } from '@reg/testkit';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import {
  beginChunked,
  beginStream,
  doneEvent,
  endChunked,
  goodAnswer,
  goodStream,
  piece,
  reply,
  said,
  startRawServer,
  type RawRequest,
  type RawServer,
} from './raw-server.js';
import type { TransportLimits } from '../src/index.js';
import { asFailure, call, collect, failureOf, patient, provide, request, secretKey, textOf } from './talk.js';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** A provider in front of a server that answers like this. */
async function against(
  answer: string | ((request: RawRequest) => void),
  settings: Parameters<typeof provide>[1] = {},
): Promise<{ server: RawServer; provider: ReturnType<typeof provide> }> {
  const server = await startRawServer(
    typeof answer === 'function' ? answer : ({ socket }) => void socket.write(answer),
  );
  const provider = provide(server.baseUrl, settings);
  closing.push(
    () => server.close(),
    () => provider.close(),
  );
  return { server, provider };
}

/** Moves the clock on, little by little, until a promise has settled: however slow the network is. */
async function passTime<T>(clock: ManualClock, promise: Promise<T>): Promise<T> {
  let settled = false;
  const settle = (): void => void (settled = true);
  promise.then(settle, settle);
  while (!settled) await clock.advance(50);
  return promise;
}

describe('what is sent', () => {
  it('is one plain request with the key, and nothing that asks for compression', async () => {
    const { server, provider } = await against(goodAnswer, {
      headers: { 'X-Custom': 'a value' },
      chatHeaders: ({ model }) => ({ 'x-model': model?.id ?? '' }),
    });
    await provider.chat(request, call({ requestId: 'req 1\r\n' }));
    const [sent] = server.requests;
    expect(sent?.head).toMatch(/^POST \/v1\/chat\/completions HTTP\/1\.1\r\n/);
    for (const line of [
      `authorization: Bearer ${secretKey}`,
      'accept-encoding: identity',
      'accept: application/json',
      'content-type: application/json',
      'x-custom: a value',
      'x-model: llama',
      'x-request-id: req_1__',
      'user-agent: reg/0.0.0-test',
    ])
      expect(sent?.head).toContain(`\r\n${line}`);
    expect(JSON.parse(String(sent?.body))).toEqual({ ...request, stream: false });
    expect(server.requests).toHaveLength(1);
  });

  it('goes over one connection again and again, streams included', async () => {
    const { server, provider } = await against(({ body, socket }) => {
      socket.write(String(body).includes('"stream":true') ? goodStream : goodAnswer);
    });
    for (let round = 0; round < 3; round += 1) {
      await provider.chat(request, call());
      expect(textOf((await collect(await provider.stream(request, call()))).chunks)).toBe('Hello there');
    }
    expect(server.requests).toHaveLength(6);
    // A connection rests for one turn of the event loop after an answer; until then a second one steps in.
    expect(server.connections).toBeLessThanOrEqual(2);
  });

  it('goes to a model that nobody described, and by an alias to the one that it means', async () => {
    const { server, provider } = await against(goodAnswer);
    const { model: _model, ...aboutNone } = call();
    await provider.chat({ ...request, model: 'lama' }, aboutNone);
    await provider.chat({ ...request, model: 'something-new' }, aboutNone);
    const models = server.requests.map(({ body }) => (JSON.parse(String(body)) as { model: string }).model);
    expect(models).toEqual(['llama', 'something-new']);
  });

  it('is nothing when the key cannot be sent', async () => {
    const { server, provider } = await against(goodAnswer, {
      authorize: () => ({ authorization: `Bearer ${secretKey}\r\nx-evil: 1` }),
    });
    const failure = await failureOf(provider.chat(request, call()));
    expect(failure).toMatchObject({ kind: 'authentication', provider: 'box', model: 'llama' });
    expect(server.requests).toHaveLength(0);
  });

  it('is nothing when the key’s own code fails, and its words stay inside', async () => {
    const { provider } = await against(goodAnswer, {
      authorize: () => {
        throw new Error(`cannot sign with ${secretKey}`);
      },
    });
    expect(await failureOf(provider.stream(request, call()))).toMatchObject({ kind: 'authentication' });
  });

  it('is nothing when the request is none', async () => {
    const circular: Record<string, unknown> = {};
    circular['self'] = circular;
    const { server, provider } = await against(goodAnswer);
    const failure = await failureOf(provider.chat({ ...request, metadata: circular }, call()));
    expect(failure.kind).toBe('invalid_request');
    expect(server.requests).toHaveLength(0);
  });
});

describe('a hostile server', () => {
  it.each<readonly [string, string, string]>([
    ['speaks something else', 'SSH-2.0-OpenSSH_9.6\r\n', 'malformed_response'],
    ['has a header without end', `HTTP/1.1 200 OK\r\nx-long: ${'x'.repeat(100_000)}`, 'malformed_response'],
    [
      'has headers without end',
      `HTTP/1.1 200 OK\r\n${'x-more: yes\r\n'.repeat(20_000)}`,
      'malformed_response',
    ],
    [
      'upgrades to another protocol',
      'HTTP/1.1 101 Switching\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n',
      'connection',
    ],
    [
      'answers with a web page',
      reply(200, '<html>Welcome</html>', { 'content-type': 'text/html' }),
      'malformed_response',
    ],
    ['answers with nothing', reply(200, ''), 'malformed_response'],
    ['answers with no content at all', 'HTTP/1.1 204 No Content\r\n\r\n', 'malformed_response'],
    ['answers with a number', reply(200, '42'), 'malformed_response'],
    ['sends elsewhere', reply(302, '', { location: 'https://elsewhere/' }), 'malformed_response'],
    ['refuses inside a 200', reply(200, '{"success":false,"code":401,"msg":"no"}'), 'authentication'],
  ])('that %s is told as it is, to whole answers and streams', async (_, answer, kind) => {
    const { provider } = await against(answer);
    expect((await failureOf(provider.chat(request, call()))).kind).toBe(kind);
    expect((await failureOf(provider.stream(request, call()))).kind).toBe(kind);
  });

  it('that compresses is refused, with words that say so, and nothing is unpacked', async () => {
    const bomb = gzipSync(Buffer.alloc(1_000_000, ' '));
    const head = `HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: ${bomb.length}\r\n\r\n`;
    const { provider } = await against(({ socket }) => {
      socket.write(head);
      socket.write(bomb);
    });
    const failure = await failureOf(provider.chat(request, call()));
    expect(failure.kind).toBe('malformed_response');
    expect(failure.message).toContain('compressed (gzip)');
  });

  it('that resets the connection in the middle has not answered', async () => {
    const { provider } = await against(({ socket, body }) => {
      const isStream = String(body).includes('"stream":true');
      socket.write(isStream ? beginStream + said('Hel') : `${goodAnswer.slice(0, -5)}`, () => {
        socket.resetAndDestroy();
      });
    });
    expect(await failureOf(provider.chat(request, call()))).toMatchObject({ kind: 'connection' });
    const { failure } = await collect(await provider.stream(request, call()));
    expect(asFailure(failure).kind).toBe('stream_truncated');
  });

  it.each(['reset', 'closed'] as const)(
    'that said it would close the connection after the answer, which is %s before its end, has broken off',
    async (how) => {
      const closing = beginStream.replace('\r\n\r\n', '\r\nconnection: close\r\n\r\n');
      const { provider } = await against(({ socket, body }) => {
        const isStream = String(body).includes('"stream":true');
        socket.write(closing + (isStream ? said('Hel') : piece('{"id":')), () => {
          if (how === 'reset') socket.resetAndDestroy();
          else socket.end();
        });
      });
      expect(await failureOf(provider.chat(request, call()))).toMatchObject({ kind: 'connection' });
      const { failure } = await collect(await provider.stream(request, call()));
      expect(asFailure(failure).kind).toBe('stream_truncated');
    },
  );

  it('that has no TLS where it should is a connection that failed', async () => {
    const server = createServer((socket) => {
      socket.on('error', () => undefined).on('data', () => socket.end(reply(400, 'plain HTTP only')));
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const provider = provide(`https://127.0.0.1:${(server.address() as AddressInfo).port}/v1`);
    closing.push(
      () => new Promise((resolve) => void server.close(() => resolve())),
      () => provider.close(),
    );
    const failure = await failureOf(provider.chat(request, call()));
    expect(failure.kind).toBe('connection');
    expect(failure.message).toContain('TLS with https://127.0.0.1:');
  });

  it('that is not there is a connection that failed, and the message says where', async () => {
    const { server, provider } = await against('');
    await server.close();
    closing.splice(0, 1);
    const failure = await failureOf(provider.chat(request, call()));
    expect(failure.kind).toBe('connection');
    expect(failure.message).toBe(`box/llama: nothing listens at ${server.origin} (ECONNREFUSED)`);
  });

  it('that announces the answer first is waited for', async () => {
    const { provider } = await against(`HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n${goodAnswer}`);
    expect((await provider.chat(request, call())).choices[0]?.message.content).toBe('Hello');
  });

  it('that ends its answer by closing has answered', async () => {
    const body = goodAnswer.slice(goodAnswer.indexOf('{'));
    const { provider } = await against(({ socket }) => {
      socket.end(`HTTP/1.0 200 OK\r\ncontent-type: application/json\r\n\r\n${body}`);
    });
    expect((await provider.chat(request, call())).choices[0]?.message.content).toBe('Hello');
  });

  it('that puts a mark before its JSON has answered', async () => {
    const { provider } = await against(reply(200, `\uFEFF${goodAnswer.slice(goodAnswer.indexOf('{'))}`));
    expect((await provider.chat(request, call())).choices[0]?.message.content).toBe('Hello');
  });
});

describe('sizes', () => {
  const limits = { maxBodyBytes: 10_000, maxEventLength: 10_000 };

  it('a whole answer is bounded', async () => {
    const { server, provider } = await against(
      beginChunked('application/json') + piece('x'.repeat(5_000)).repeat(4),
      { limits },
    );
    const failure = await failureOf(provider.chat(request, call()));
    expect(failure).toMatchObject({ kind: 'malformed_response' });
    expect(failure.message).toContain('longer than 10000 bytes');
    await server.allClosed();
  });

  it.each([
    ['a line', piece(`data: ${'x'.repeat(9_000)}`) + piece('x'.repeat(9_000))],
    ['an event', piece(`data: ${'x'.repeat(900)}\n`).repeat(20)],
  ])('%s of a stream is bounded', async (_, text) => {
    const { server, provider } = await against(beginStream + said('a') + text, { limits });
    const { chunks, failure } = await collect(await provider.stream(request, call()));
    expect(textOf(chunks)).toBe('a');
    expect(asFailure(failure)).toMatchObject({ kind: 'malformed_response' });
    await server.allClosed();
  });

  it('an error is bounded, and what came of it is told', async () => {
    const { server, provider } = await against(
      beginChunked('text/plain', 500) + piece('It broke. '.repeat(1_000)).repeat(10),
    );
    const failure = await failureOf(provider.chat(request, call()));
    expect(failure).toMatchObject({ kind: 'server_error', status: 500 });
    expect(failure.message).toContain('It broke.');
    expect(failure.message.length).toBeLessThan(1_000);
    await server.allClosed();
  });

  it('a consumer that does not read makes the vendor wait', async () => {
    const total = 64 * 1024 * 1024;
    const text = 'x'.repeat(32_768);
    let sent = 0;
    const { provider } = await against(({ socket }) => {
      socket.write(beginStream);
      const more = (): void => {
        while (sent < total) {
          sent += text.length;
          if (!socket.write(said(text))) return void socket.once('drain', more);
        }
        socket.write(said('', 'stop') + doneEvent + endChunked);
      };
      more();
    });
    const stream = await provider.stream(request, call({ timeouts: { ...patient, totalMs: 60_000 } }));
    let before = -1;
    while (before !== sent) {
      before = sent;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    expect(sent).toBeLessThan(total / 2);
    let received = 0;
    for await (const { choices } of stream) received += choices[0]?.delta.content?.length ?? 0;
    expect(received).toBe(sent);
  });
});

describe('times, on a clock that stands still', () => {
  const ages = 1_000_000_000;
  const longest = { connectMs: ages, headersMs: ages, firstTokenMs: ages, idleMs: ages, totalMs: ages };

  async function timed(answer: string | ((request: RawRequest) => void), limits: TransportLimits = {}) {
    const clock = createManualClock();
    return { clock, ...(await against(answer, { clock, limits })) };
  }

  it.each(['chat', 'stream'] as const)('an answer that does not begin: %s', async (how) => {
    const { clock, server, provider } = await timed('');
    const timeouts = { ...longest, headersMs: 2_000 };
    const failing = failureOf(provider[how](request, call({ timeouts })));
    await server.received(1);
    expect(await passTime(clock, failing)).toMatchObject({
      kind: 'headers_timeout',
      message: 'box/llama: no answer began within 2000 ms',
    });
    await server.allClosed();
    expect(clock.pending).toBe(0);
  });

  it('a stream that begins and says nothing, comments and roles aside', async () => {
    const { clock, server, provider } = await timed(beginStream + piece(': thinking\n\n') + said('', null));
    const stream = await provider.stream(request, call({ timeouts: { ...longest, firstTokenMs: 3_000 } }));
    const { chunks, failure } = await passTime(clock, collect(stream));
    expect(chunks).toHaveLength(1);
    expect(asFailure(failure)).toMatchObject({ kind: 'first_token_timeout' });
    await server.allClosed();
  });

  it('a stream that stalls', async () => {
    const { clock, server, provider } = await timed(beginStream + said('a') + piece(': alive\n\n'));
    const stream = await provider.stream(request, call({ timeouts: { ...longest, idleMs: 4_000 } }));
    const { chunks, failure } = await passTime(clock, collect(stream));
    expect(textOf(chunks)).toBe('a');
    expect(asFailure(failure)).toMatchObject({
      kind: 'idle_timeout',
      message: 'box/llama: the answer stalled: nothing came within 4000 ms',
    });
    await server.allClosed();
    expect(clock.pending).toBe(0);
  });

  it('the consumer’s own time is not the vendor’s', async () => {
    const { clock, server, provider } = await timed(beginStream + said('a'));
    const timeouts = { ...longest, firstTokenMs: 1_000, idleMs: 1_000 };
    const chunks = (await provider.stream(request, call({ timeouts })))[Symbol.asyncIterator]();
    await clock.advance(50_000);
    await chunks.next();
    await clock.advance(50_000);
    server.requests[0]?.socket.write(said('b', 'stop') + doneEvent + endChunked);
    expect((await chunks.next()).value).toMatchObject({ choices: [{ delta: { content: 'b' } }] });
    expect((await chunks.next()).value).toMatchObject({ choices: [{ finish_reason: 'stop' }] });
    expect((await chunks.next()).done).toBe(true);
  });

  it('a whole answer that stalls', async () => {
    const { clock, server, provider } = await timed(goodAnswer.slice(0, -5));
    const failing = failureOf(provider.chat(request, call({ timeouts: { ...longest, idleMs: 4_000 } })));
    expect(await passTime(clock, failing)).toMatchObject({ kind: 'idle_timeout' });
    await server.allClosed();
  });

  it('an attempt that goes on and on', async () => {
    const { clock, server, provider } = await timed(({ socket }) => {
      const more = (): void => void socket.write(said('a'), () => setImmediate(more));
      socket.write(beginStream, more);
    });
    const stream = await provider.stream(request, call({ timeouts: { ...longest, totalMs: 10_000 } }));
    const { chunks, failure } = await passTime(clock, collect(stream));
    expect(textOf(chunks)).toMatch(/^a+$/);
    expect(asFailure(failure)).toMatchObject({
      kind: 'total_timeout',
      message: 'box/llama: the answer was not complete within 10000 ms',
    });
    await server.allClosed();
  });

  it('an error whose body stalls is told by its status', async () => {
    const { clock, server, provider } = await timed(
      'HTTP/1.1 429 Slow\r\nretry-after: 7\r\ncontent-length: 500\r\n\r\n{"error":',
    );
    const failing = failureOf(provider.chat(request, call({ timeouts: longest })));
    expect(await passTime(clock, failing)).toMatchObject({
      kind: 'rate_limited',
      status: 429,
      retryAfterMs: 7_000,
    });
    await server.allClosed();
  });

  it('every connection in use is our own crowd, not the vendor’s fault', async () => {
    const { clock, server, provider } = await timed('', { maxConnections: 1 });
    const first = failureOf(provider.chat(request, call({ timeouts: { ...longest, headersMs: 5_000 } })));
    await server.received(1);
    const second = failureOf(provider.chat(request, call({ timeouts: { ...longest, connectMs: 1_000 } })));
    expect(await passTime(clock, second)).toMatchObject({ kind: 'concurrency_limited' });
    expect(await passTime(clock, first)).toMatchObject({ kind: 'headers_timeout' });
    expect(server.requests).toHaveLength(1);
  });
});

describe('the end of a stream', () => {
  it('gives the finish once and the usage last, wherever they came', async () => {
    const usage = { prompt_tokens: 5, completion_tokens: 2, total_tokens: 7 };
    const { provider } = await against(
      beginStream + said('Hi', 'stop') + said('', 'stop', { usage }) + doneEvent + endChunked,
    );
    const { chunks } = await collect(await provider.stream(request, call()));
    expect(
      chunks.map(({ choices, usage: told }) => [choices[0]?.delta.content, choices[0]?.finish_reason, told]),
    ).toEqual([
      ['Hi', null, undefined],
      [undefined, 'stop', undefined],
      [undefined, undefined, usage],
    ]);
  });

  it('tells the usage that was paid for before it fails', async () => {
    const usage = { prompt_tokens: 5, completion_tokens: 2, total_tokens: 7 };
    const { provider } = await against(beginStream + said('Hi', null, { usage }) + endChunked);
    const { chunks, failure } = await collect(await provider.stream(request, call()));
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage });
    expect(asFailure(failure).kind).toBe('stream_truncated');
  });

  it.each(['error', 'choices', 'whatever'])(
    'is refused when it nests without bottom in %s',
    async (field) => {
      const deep = `{"${field}":${'['.repeat(20_000)}${']'.repeat(20_000)}}`;
      const streaming = await against(beginStream + piece(`data: ${deep}\n\n`) + doneEvent + endChunked);
      const { failure } = await collect(await streaming.provider.stream(request, call()));
      expect(asFailure(failure)).toMatchObject({ provider: 'box', model: 'llama' });
      const whole = await against(reply(200, deep));
      expect(await failureOf(whole.provider.chat(request, call()))).toMatchObject({ provider: 'box' });
    },
  );

  it('is the closing of the connection where the endpoint is said to do so', async () => {
    const closed = beginStream + said('Hi', 'stop') + endChunked;
    const strict = await against(closed);
    expect(asFailure((await collect(await strict.provider.stream(request, call()))).failure).kind).toBe(
      'stream_truncated',
    );
    const lenient = await against(closed, { doneRequired: false });
    expect(await collect(await lenient.provider.stream(request, call()))).not.toHaveProperty('failure');
  });

  it('is an error that stands in it, with the vendor’s words and without the key', async () => {
    const error = {
      error: { message: `overloaded, ${secretKey}`, type: 'engine_overloaded_error', code: secretKey },
    };
    const { provider } = await against(
      beginStream +
        said('Hi') +
        piece(`event: error\ndata: ${JSON.stringify(error)}\n\n`) +
        doneEvent +
        endChunked,
    );
    const { failure } = await collect(await provider.stream(request, call()));
    expect(asFailure(failure)).toMatchObject({ kind: 'overloaded' });
  });

  it('is an error that is waited for and comes with the end of a connection that closes', async () => {
    const error = piece('data: {"error":{"message":"overloaded","type":"engine_overloaded_error"}}\n\n');
    const begin = beginStream.replace('\r\n', '\r\nconnection: close\r\n');
    let tellRest = (): void => undefined;
    const { server, provider } = await against(({ socket }) => {
      socket.write(begin + said('Hi'));
      tellRest = () => void socket.end(error + said('more') + endChunked);
    });
    const chunks = (await provider.stream(request, call()))[Symbol.asyncIterator]();
    await chunks.next();
    const failure = failureOf(chunks.next());
    tellRest();
    expect(await failure).toMatchObject({ kind: 'overloaded' });
    expect((await chunks.next()).done).toBe(true);
    await server.allClosed();
  });

  it('is a whole answer that nobody asked for', async () => {
    const { provider } = await against(goodAnswer);
    expect(await failureOf(provider.stream(request, call()))).toMatchObject({ kind: 'malformed_response' });
  });

  it('does not keep a connection that goes on after [DONE]', async () => {
    const { server, provider } = await against(
      beginStream + said('Hi', 'stop') + doneEvent + piece('x'.repeat(200_000)),
    );
    expect(textOf((await collect(await provider.stream(request, call()))).chunks)).toBe('Hi');
    await server.allClosed();
  });
});

describe('who leaves', () => {
  const unhandled: unknown[] = [];
  const note = (error: unknown): void => void unhandled.push(error);
  process.on('unhandledRejection', note);
  afterEach(async () => {
    await new Promise((resolve) => setImmediate(resolve));
    expect(unhandled.splice(0)).toEqual([]);
  });

  it('by an abort closes the connection, and a reason of reg’s own is kept', async () => {
    const { server, provider } = await against(beginStream + said('a'));
    for (const [reason, kind] of [
      [undefined, 'aborted'],
      [new DeadlineExceededError(5, []), 'deadline_exceeded'],
    ] as const) {
      const abort = new AbortController();
      const chunks = (await provider.stream(request, call({ signal: abort.signal })))[Symbol.asyncIterator]();
      await chunks.next();
      const next = chunks.next().then(
        () => 'no error',
        (error: { code: string }) => error.code,
      );
      abort.abort(reason);
      expect(await next).toBe(kind);
      await server.allClosed();
    }
  });

  it('by an abort gets nothing more, even of what has arrived', async () => {
    const { provider } = await against(goodStream);
    const abort = new AbortController();
    const chunks = (await provider.stream(request, call({ signal: abort.signal })))[Symbol.asyncIterator]();
    expect((await chunks.next()).value).toMatchObject({ choices: [{ delta: { content: 'Hello' } }] });
    abort.abort();
    expect(await failureOf(chunks.next())).toMatchObject({ kind: 'aborted' });
  });

  it('by an early return closes the connection, before and after the first chunk', async () => {
    const { server, provider } = await against(beginStream + said('a'));
    const unread = (await provider.stream(request, call()))[Symbol.asyncIterator]();
    await unread.return?.();
    await server.allClosed();
    expect((await unread.next()).done).toBe(true);
    for await (const _chunk of await provider.stream(request, call())) break;
    await server.allClosed();
  });

  it('while a chunk is on its way does not wait for it and does not fail', async () => {
    const { server, provider } = await against(beginStream + said('a'));
    const chunks = (await provider.stream(request, call()))[Symbol.asyncIterator]();
    await chunks.next();
    const waiting = chunks.next();
    expect(await chunks.return?.()).toMatchObject({ done: true });
    expect((await waiting).done).toBe(true);
    await server.allClosed();
  });

  it('by an error of its own hears that error and harms nobody', async () => {
    const { server, provider } = await against(beginStream + said('a') + said('b'));
    const own = new Error('a bug of the consumer');
    const reading = async (): Promise<void> => {
      for await (const _chunk of await provider.stream(request, call())) throw own;
    };
    await expect(reading()).rejects.toBe(own);
    await server.allClosed();
    const other = await against(goodAnswer);
    expect((await other.provider.chat(request, call())).choices).toHaveLength(1);
  });

  it('without a word is let go when its time is over', async () => {
    const clock = createManualClock();
    const { server, provider } = await against(beginStream + said('a'), { clock });
    await provider.stream(request, call());
    await clock.advance(patient.totalMs);
    await server.allClosed();
  });

  it('by closing the provider ends what is in flight, twice and later too', async () => {
    const { server, provider } = await against('');
    const failing = failureOf(provider.chat(request, call()));
    await server.received(1);
    await Promise.all([provider.close(), provider.close()]);
    await provider.close();
    expect(await failing).toMatchObject({ kind: 'aborted', message: 'box/llama: the provider was closed' });
    expect(await failureOf(provider.stream(request, call()))).toMatchObject({ kind: 'aborted' });
    expect(server.requests).toHaveLength(1);
    const unused = provide(server.baseUrl);
    await unused.close();
    expect(await failureOf(unused.chat(request, call()))).toMatchObject({ kind: 'aborted' });
  });

  it('is not failed by a listener to warnings', async () => {
    const { provider } = await against(goodAnswer, {
      codec: {
        ...(await import('../src/index.js')).openAiCodec,
        encodeRequest: (_request, { warn }) => {
          warn({ parameter: 'seed', action: 'dropped', message: 'not here' });
          return {};
        },
      },
    });
    const heard: unknown[] = [];
    const onWarning = (warning: unknown): void => {
      heard.push(warning);
      throw new Error('a bug of the listener');
    };
    await provider.chat(request, call({ onWarning }));
    expect(heard).toEqual([
      { provider: 'box', model: 'llama', parameter: 'seed', action: 'dropped', message: 'not here' },
    ]);
  });
});
