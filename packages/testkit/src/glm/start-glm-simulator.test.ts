import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { chat, choicesOf, errorOf, eventsOf, messageOf, send } from '../../test/talk.js';
import { createGlmSchemaCheck } from '../openapi/glm-schemas.js';
import { createManualClock } from '../time/manual-clock.js';
import type { VendorSimulator } from '../vendor-simulator.js';
import { startGlmSimulator } from './start-glm-simulator.js';

let simulator: VendorSimulator;
beforeAll(async () => {
  simulator = await startGlmSimulator();
});
beforeEach(() => simulator.reset());
afterAll(() => simulator.close());

const weather = {
  type: 'function',
  function: {
    name: 'get_weather',
    description: 'Tells the weather.',
    parameters: { type: 'object', properties: { city: { type: 'string' } } },
  },
};
const asked = { role: 'user', content: 'get_weather in Berlin' };

describe('a chat', () => {
  it('answers in the shape of the OpenAPI document', async () => {
    const heard = await chat(simulator, { model: 'glm-4.6' });
    expect(heard.status).toBe(200);
    expect(createGlmSchemaCheck()('ChatCompletionResponse', heard.json)).toEqual([]);
    expect(heard.json['id']).toMatch(/^\d{14}[0-9a-f]{16}$/);
    expect(heard.json['request_id']).toBe(heard.json['id']);
  });

  it('says the same as a stream and as a whole', async () => {
    for (const model of ['glm-4.5', 'glm-5.3-flash', 'glm-4-32b-0414-128k']) {
      const whole = messageOf(await chat(simulator, { model }));
      const deltas = choicesOf(await chat(simulator, { model, stream: true })).map((choice) => choice.delta);
      expect(deltas.map((delta) => delta.content ?? '').join('')).toBe(whole.content);
      expect(deltas.map((delta) => delta.reasoning_content ?? '').join('')).toBe(
        whole.reasoning_content ?? '',
      );
    }
  });

  it('has the habits of the captured streams: role everywhere, no finish reason but on the last chunk, usage with it', async () => {
    const heard = await chat(simulator, { model: 'glm-4.5-flash', stream: true });
    const { events, done } = eventsOf(heard);
    const choices = choicesOf(heard);
    expect(choices.every((choice) => choice.delta.role === 'assistant')).toBe(true);
    expect(choices.slice(0, -1).some((choice) => 'finish_reason' in choice)).toBe(false);
    expect(choices.at(-1)).toMatchObject({ finish_reason: 'stop', delta: { content: '' } });
    expect(events.at(-1)).toMatchObject({ usage: { prompt_tokens_details: { cached_tokens: 0 } } });
    expect(events.some((event) => 'object' in event)).toBe(false);
    expect(done).toBe(true);
  });

  it('sends a tool call whole, with the index -1, and its finish reason twice', async () => {
    const choices = choicesOf(
      await chat(simulator, { model: 'glm-4.5-flash', stream: true, tools: [weather], messages: [asked] }),
    );
    const calls = choices.flatMap((choice) => choice.delta.tool_calls ?? []);
    expect(calls).toMatchObject([
      { index: -1, type: 'function', function: { name: 'get_weather', arguments: '{"city":"Berlin"}' } },
    ]);
    expect(choices.filter((choice) => choice.finish_reason === 'tool_calls').length).toBe(2);
  });

  it('sends indexes from 0 and the object on the newest models, and fragments with tool_stream', async () => {
    const body = { model: 'glm-5.3', stream: true, tool_stream: true, tools: [weather], messages: [asked] };
    const heard = await chat(simulator, body);
    const calls = choicesOf(heard).flatMap((choice) => choice.delta.tool_calls ?? []);
    expect(calls.length).toBeGreaterThan(1);
    expect(calls.every((call) => call.index === 0)).toBe(true);
    expect(calls.map((call) => call.function.arguments).join('')).toBe('{"city":"Berlin"}');
    expect(eventsOf(heard).events.every((event) => event['object'] === 'chat.completion.chunk')).toBe(true);
  });

  it('has null for the content of a whole tool call', async () => {
    expect(
      messageOf(await chat(simulator, { model: 'glm-5', tools: [weather], messages: [asked] })).content,
    ).toBeNull();
  });

  it('thinks unless told not to', async () => {
    const thinks = async (body: Record<string, unknown>) =>
      messageOf(await chat(simulator, body)).reasoning_content !== undefined;
    expect(await thinks({ model: 'glm-4.6' })).toBe(true);
    expect(await thinks({ model: 'glm-4.6', thinking: { type: 'disabled' } })).toBe(false);
    expect(await thinks({ model: 'glm-5.2', reasoning_effort: 'none' })).toBe(false);
    expect(await thinks({ model: 'glm-4-32b-0414-128k' })).toBe(false);
  });

  it('shows what its own search found, when asked to', async () => {
    const search = (more: object) => [
      { type: 'web_search', web_search: { search_engine: 'search_pro_jina', enable: true, ...more } },
    ];
    const heard = await chat(simulator, { model: 'glm-5', tools: search({ search_result: true, count: 2 }) });
    expect(heard.json['web_search']).toMatchObject([
      { title: expect.any(String) as string, link: expect.any(String) as string },
      {},
    ]);
    expect((await chat(simulator, { model: 'glm-5', tools: search({}) })).json).not.toHaveProperty(
      'web_search',
    );
  });

  it('serves a prompt from its cache the second time', async () => {
    await chat(simulator, { model: 'glm-5' });
    const { usage } = (await chat(simulator, { model: 'glm-5' })).json as {
      usage: { prompt_tokens: number; prompt_tokens_details: { cached_tokens: number } };
    };
    expect(usage.prompt_tokens_details.cached_tokens).toBe(usage.prompt_tokens);
  });

  it("repeats the client's request id and refuses it while it is in use", async () => {
    const body = { model: 'glm-5', request_id: 'mine-1' };
    expect((await chat(simulator, body)).json['request_id']).toBe('mine-1');
    simulator.script({ kind: 'stall', afterContentChunks: 1 });
    const abort = new AbortController();
    const running = await fetch(`${simulator.baseUrl}/chat/completions`, {
      method: 'POST',
      headers: { authorization: 'Bearer a.b' },
      body: JSON.stringify({ ...body, stream: true, messages: [asked] }),
      signal: abort.signal,
    });
    expect(running.status).toBe(200);
    expect(errorOf(await chat(simulator, body)).code).toBe('1231');
    abort.abort();
    await simulator.idle();
    expect((await chat(simulator, body)).status).toBe(200);
  });
});

const rules: readonly (readonly [name: string, body: Record<string, unknown>, code: string | undefined])[] = [
  ['an unknown model', { model: 'glm-9' }, '1211'],
  ['no model', { model: undefined }, '1213'],
  ['no messages', { model: 'glm-5', messages: undefined }, '1213'],
  ['an empty list of messages', { model: 'glm-5', messages: [] }, '1214'],
  ['only a system message', { model: 'glm-5', messages: [{ role: 'system', content: 'x' }] }, '1214'],
  [
    'content parts for a model without eyes',
    { model: 'glm-5', messages: [{ role: 'user', content: [{ type: 'text', text: 'x' }] }] },
    '1214',
  ],
  [
    'content parts for a model with eyes',
    { model: 'glm-4.6v', messages: [{ role: 'user', content: [{ type: 'text', text: 'x' }] }] },
    undefined,
  ],
  [
    'a picture as bare base64',
    {
      model: 'glm-4.6v',
      messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: 'iVBORw0KGgo=' } }] }],
    },
    undefined,
  ],
  [
    'a picture with a detail',
    {
      model: 'glm-4.6v',
      messages: [
        {
          role: 'user',
          content: [{ type: 'image_url', image_url: { url: 'iVBORw0KGgo=', detail: 'high' } }],
        },
      ],
    },
    '1214',
  ],
  ['a temperature of 2', { model: 'glm-5', temperature: 2 }, '1214'],
  ['a top_p of 0', { model: 'glm-5', top_p: 0 }, '1214'],
  ['greedy sampling', { model: 'glm-5', do_sample: false }, undefined],
  ['too many tokens', { model: 'glm-5', max_tokens: 131_073 }, '1214'],
  ['two stop strings', { model: 'glm-5', stop: ['a', 'b'] }, '1214'],
  ['one stop string', { model: 'glm-5', stop: ['a'] }, undefined],
  ['a stop string that is no list', { model: 'glm-5', stop: 'a' }, '1214'],
  ['a required call', { model: 'glm-5', tools: [weather], tool_choice: 'required' }, '1214'],
  ['an automatic call', { model: 'glm-5', tools: [weather], tool_choice: 'auto' }, undefined],
  [
    'a tool without description',
    { model: 'glm-5', tools: [{ type: 'function', function: { name: 'f', parameters: {} } }] },
    '1214',
  ],
  ['a JSON schema', { model: 'glm-5', response_format: { type: 'json_schema', json_schema: {} } }, '1214'],
  ['a JSON object', { model: 'glm-5', response_format: { type: 'json_object' } }, undefined],
  ['thinking off on 5.3', { model: 'glm-5.3', thinking: { type: 'disabled' } }, '1210'],
  ['an effort that 5.3 does not have', { model: 'glm-5.3', reasoning_effort: 'medium' }, '1210'],
  ['an effort that 5.2 has', { model: 'glm-5.2', reasoning_effort: 'medium' }, undefined],
  ['a short user id', { model: 'glm-5', user_id: 'me' }, '1214'],
  [
    'fields it does not know',
    { model: 'glm-5', stream_options: { include_usage: true }, n: 1, seed: 3 },
    undefined,
  ],
  [
    'a tool loop with null content',
    {
      model: 'glm-4.6v',
      messages: [
        asked,
        {
          role: 'assistant',
          content: null,
          reasoning_content: 'x',
          tool_calls: [{ id: 'c', type: 'function', function: { name: 'get_weather', arguments: '{}' } }],
        },
        { role: 'tool', tool_call_id: 'c', content: 'Rain' },
      ],
    },
    undefined,
  ],
  [
    'a picture in the result of a tool',
    {
      model: 'glm-4.6v',
      messages: [
        asked,
        {
          role: 'assistant',
          content: null,
          tool_calls: [{ id: 'c', type: 'function', function: { name: 'get_weather', arguments: '{}' } }],
        },
        {
          role: 'tool',
          tool_call_id: 'c',
          content: [{ type: 'image_url', image_url: { url: 'iVBORw0KGgo=' } }],
        },
      ],
    },
    '1214',
  ],
  [
    'a prompt beyond the window',
    { model: 'glm-4.5v', messages: [{ role: 'user', content: '你'.repeat(64_001) }] },
    '1261',
  ],
];

describe('the rules', () => {
  it.each(rules)('judge %s', async (_, body, code) => {
    const heard = await chat(simulator, body);
    expect(heard.status, heard.text).toBe(code === undefined ? 200 : 400);
    expect(errorOf(heard).code).toBe(code);
  });
});

const key = 'abcdef0123456789.topsecret';

function token(claims: object, options: { readonly secret?: string; readonly header?: object } = {}): string {
  const { secret = 'topsecret', header = { alg: 'HS256', sign_type: 'SIGN' } } = options;
  const signed = [header, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
}

describe('keys', () => {
  const clock = createManualClock();
  const nowMs = clock.nowMs();
  const valid = { api_key: 'abcdef0123456789', exp: nowMs + 210_000, timestamp: nowMs };

  it.each([
    ['the raw key', key, undefined],
    ['no key', null, '1001'],
    ['another key', 'abcdef0123456789.other', '1000'],
    ['a token', token(valid), undefined],
    [
      'a token with typ',
      token(valid, { header: { alg: 'HS256', sign_type: 'SIGN', typ: 'JWT' } }),
      undefined,
    ],
    ['a token of another secret', token(valid, { secret: 'other' }), '1000'],
    ['a token of another account', token({ ...valid, api_key: 'other' }), '1000'],
    ['an old token', token({ ...valid, exp: nowMs - 1 }), '1003'],
    ['a token in seconds', token({ ...valid, exp: Math.floor(nowMs / 1000) + 210 }), '1003'],
    ['a token of no sign type', token(valid, { header: { alg: 'HS256' } }), '1003'],
  ])('judges %s', async (_, given, code) => {
    await using strict = await startGlmSimulator({ keys: [key], clock });
    const heard = await send(strict, '/models', { key: given });
    expect(heard.status).toBe(code === undefined ? 200 : 401);
    expect(errorOf(heard).code).toBe(code);
  });
});

describe('the other endpoints', () => {
  const check = createGlmSchemaCheck();

  it('list the models', async () => {
    const heard = await send(simulator, '/models');
    expect(heard.json['data']).toContainEqual({
      id: 'glm-4.5',
      object: 'model',
      created: 1_753_632_000,
      owned_by: 'z-ai',
    });
  });

  it('count tokens as the chat does', async () => {
    const body = { model: 'glm-4.6', messages: [asked] };
    const counted = (await chat(simulator, body)).json as { usage: { prompt_tokens: number } };
    const heard = await send(simulator, '/tokenizer', { body });
    expect(check('TokenizerResponse', heard.json)).toEqual([]);
    expect(heard.json['usage']).toMatchObject({
      prompt_tokens: counted.usage.prompt_tokens,
      image_tokens: 0,
    });
  });

  it('take files', async () => {
    const form = new FormData();
    form.set('purpose', 'agent');
    form.set('file', new Blob(['hello']), 'a.txt');
    const heard = await send(simulator, '/files', { body: form });
    expect(heard.json).toMatchObject({ object: 'file', bytes: 5, filename: 'a.txt', purpose: 'agent' });
    expect(
      (await send(simulator, `/files/${String(heard.json['id'])}`, { method: 'DELETE' })).json,
    ).toMatchObject({ deleted: true });
  });

  it('do not exist otherwise', async () => {
    expect((await send(simulator, '/nosuch')).status).toBe(404);
  });
});
