import { createManualClock } from '@reg/testkit';
import { afterEach, describe, expect, it } from 'vitest';
import { createAnthropicCodec } from '../src/index.js';
import { beginStream, endChunked, piece, reply, startRawServer, type RawRequest } from './raw-server.js';
import { asFailure, call, collect, failureOf, patient, provide, request, textOf } from './talk.js';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function against(
  answer: string | ((request: RawRequest) => void),
  settings: Parameters<typeof provide>[1] = {},
) {
  const server = await startRawServer(
    typeof answer === 'function' ? answer : ({ socket }) => void socket.write(answer),
  );
  const provider = provide(`${server.origin}/anthropic`, { codec: createAnthropicCodec(), ...settings });
  closing.push(
    () => server.close(),
    () => provider.close(),
  );
  return { server, provider };
}

const event = (body: { readonly type: string; readonly [field: string]: unknown }): string =>
  piece(`event: ${body.type}\ndata: ${JSON.stringify(body)}\n\n`);
const start = event({ type: 'message_start', message: { id: 'msg_1', model: 'llama' } });
const text = (said: string): string =>
  event({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: said } });
const ping = event({ type: 'ping' });
const finish = event({
  type: 'message_delta',
  delta: { stop_reason: 'end_turn' },
  usage: { input_tokens: 3, output_tokens: 2 },
});
const stop = event({ type: 'message_stop' });

const streamed = async (answer: string) => {
  const { provider } = await against(beginStream + answer + endChunked);
  return collect(await provider.stream(request, call()));
};

describe('what is sent', () => {
  const whole = reply(
    200,
    JSON.stringify({ id: 'msg_1', content: [{ type: 'text', text: 'Hello' }], stop_reason: 'end_turn' }),
  );

  it('is one plain message request with the version of the API', async () => {
    const { server, provider } = await against(whole);
    const answer = await provider.chat(request, call());
    expect(answer.choices[0]?.message.content).toBe('Hello');
    const [sent] = server.requests;
    expect(sent?.head).toMatch(/^POST \/anthropic\/v1\/messages HTTP/);
    expect(sent?.head).toMatch(/anthropic-version: 2023-06-01/i);
    expect(JSON.parse(String(sent?.body))).toEqual({
      model: 'llama',
      max_tokens: 32_768,
      messages: [{ role: 'user', content: 'Hi' }],
      stream: false,
    });
  });

  it('asks for the models where this dialect has them', async () => {
    const listed = { data: [{ id: 'llama', display_name: 'Llama', type: 'model' }], hasMore: false };
    const { server, provider } = await against(reply(200, JSON.stringify(listed)));
    expect(await provider.listModels(call())).toEqual([{ id: 'llama' }]);
    expect(server.requests[0]?.head).toMatch(/^GET \/anthropic\/v1\/models HTTP[^]*anthropic-version/i);
  });
});

describe('a stream', () => {
  it('ends well with message_stop, and without [DONE]', async () => {
    const { chunks, failure } = await streamed(start + ping + text('Hello') + ping + finish + stop);
    expect(failure).toBeUndefined();
    expect(textOf(chunks)).toBe('Hello');
    expect(chunks.at(-2)?.choices[0]?.finish_reason).toBe('stop');
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { prompt_tokens: 3, completion_tokens: 2 } });
  });

  it.each([
    ['the connection ends', start + text('Hel'), 'before the answer had a finish reason'],
    ['nothing but the last event is missing', start + text('Hello') + finish, 'without message_stop'],
    [
      '[DONE] comes in its place',
      start + text('Hello') + finish + piece('data: [DONE]\n\n'),
      'without message_stop',
    ],
    ['[DONE] comes early', start + text('Hel') + piece('data: [DONE]\n\n'), 'before the answer had'],
    ['it stops without a reason', start + text('Hello') + stop, 'before the answer had a finish reason'],
  ])('is cut when %s', async (_, answer, message) => {
    const { failure } = await streamed(answer);
    expect(asFailure(failure)).toMatchObject({ kind: 'stream_truncated' });
    expect(asFailure(failure).message).toContain(message);
  });

  it.each([
    ['overloaded_error', 'overloaded'],
    ['rate_limit_error', 'rate_limited'],
    ['api_error', 'server_error'],
    ['invalid_request_error', 'invalid_request'],
    ['timeout_error', 'gateway_timeout'],
    ['billing_error', 'quota_exhausted'],
  ])('that says %s fails as %s, early and late', async (type, kind) => {
    const error = event({ type: 'error', error: { type, message: 'Sorry' }, request_id: 'r-1' });
    for (const before of ['', start, start + text('Hel')]) {
      const { failure } = await streamed(before + error + piece('data: [DONE]\n\n'));
      expect(asFailure(failure)).toMatchObject({ kind, vendorRequestId: 'r-1' });
    }
  });

  it('tells the usage that was counted before it broke', async () => {
    const { chunks, failure } = await streamed(start + text('Hello') + finish);
    expect(asFailure(failure).kind).toBe('stream_truncated');
    expect(chunks.at(-1)?.usage).toMatchObject({ prompt_tokens: 3, completion_tokens: 2 });
  });

  it('that only pings stalls, before the first word and after it', async () => {
    for (const [before, kind] of [
      ['', 'first_token_timeout'],
      [start + text('Hel'), 'idle_timeout'],
    ] as const) {
      const clock = createManualClock();
      const { provider, server } = await against(
        ({ socket }) => {
          socket.write(beginStream + before);
          clock.schedule(3_000, () => void socket.write(ping));
          clock.schedule(6_000, () => void socket.write(ping));
        },
        { clock },
      );
      const timeouts = { ...patient, firstTokenMs: 8_000, idleMs: 8_000, totalMs: 100_000 };
      const reading = provider.stream(request, call({ timeouts })).then(collect);
      await server.received(1);
      let settled = false;
      void reading.finally(() => (settled = true));
      while (!settled) await clock.advance(50);
      expect(asFailure((await reading).failure).kind).toBe(kind);
      // The pings had come, or there would have been nothing to ignore.
      expect(clock.nowMs() - createManualClock().nowMs()).toBeLessThan(12_000);
    }
  });
});

describe('an error', () => {
  it.each([
    [400, 'invalid_request_error', 'invalid_request'],
    [401, 'authentication_error', 'authentication'],
    [403, 'permission_error', 'permission_denied'],
    [404, 'not_found_error', 'model_not_found'],
    [413, 'request_too_large', 'request_too_large'],
    [429, 'rate_limit_error', 'rate_limited'],
    [500, 'api_error', 'server_error'],
    [529, 'overloaded_error', 'overloaded'],
  ])('of HTTP %d, %s, is %s', async (status, type, kind) => {
    const body = { type: 'error', error: { type, message: 'Sorry' }, request_id: 'r-1' };
    const { provider } = await against(reply(status, JSON.stringify(body)));
    const failure = await failureOf(provider.chat(request, call()));
    expect(failure).toMatchObject({ kind, vendorCode: type, vendorRequestId: 'r-1' });
  });

  it.each([
    [{ code: 401, msg: 'token expired or incorrect', success: false }, 'authentication'],
    [{ type: 'error', error: { type: 'overloaded_error', message: 'Busy' } }, 'overloaded'],
  ])('inside HTTP 200 is one, whole and streamed: %j', async (body, kind) => {
    const { provider } = await against(reply(200, JSON.stringify(body)));
    expect((await failureOf(provider.chat(request, call()))).kind).toBe(kind);
    expect((await failureOf(provider.stream(request, call()))).kind).toBe(kind);
  });

  it('is what an answer in the other dialect is', async () => {
    const chat = { choices: [{ message: { content: 'Hello' }, finish_reason: 'stop' }] };
    const { provider } = await against(reply(200, JSON.stringify(chat)));
    expect((await failureOf(provider.chat(request, call()))).kind).toBe('malformed_response');
  });
});
