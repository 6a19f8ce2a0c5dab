import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { chat, choicesOf, errorOf, eventsOf, messageOf, send } from '../../test/talk.js';
import { createKimiSchemaCheck } from '../openapi/kimi-schemas.js';
import type { VendorSimulator } from '../vendor-simulator.js';
import { startKimiSimulator } from './start-kimi-simulator.js';

let simulator: VendorSimulator;
beforeAll(async () => {
  simulator = await startKimiSimulator();
});
beforeEach(() => simulator.reset());
afterAll(() => simulator.close());

const weather = {
  type: 'function',
  function: { name: 'get_weather', parameters: { type: 'object', properties: { city: { type: 'string' } } } },
};
const asked = { role: 'user', content: 'get_weather in Berlin' };

describe('a chat', () => {
  it('answers in the shape of the OpenAPI document', async () => {
    const heard = await chat(simulator, { model: 'kimi-k2.6' });
    expect(heard.status).toBe(200);
    expect(createKimiSchemaCheck()('ChatCompletionResponse', heard.json)).toEqual([]);
    expect(heard.headers.get('msh-request-id')).toMatch(/^[0-9a-f]{32}$/);
  });

  it('says the same as a stream and as a whole', async () => {
    for (const body of [{ model: 'kimi-k3' }, { model: 'kimi-k2.6', thinking: { type: 'disabled' } }]) {
      const whole = messageOf(await chat(simulator, body));
      const deltas = choicesOf(await chat(simulator, { ...body, stream: true })).map(
        (choice) => choice.delta,
      );
      expect(deltas.map((delta) => delta.content ?? '').join('')).toBe(whole.content);
      expect(deltas.map((delta) => delta.reasoning_content ?? '').join('')).toBe(
        whole.reasoning_content ?? '',
      );
    }
  });

  it('puts the role first and only there, reasoning before content, and the usage into the finish choice', async () => {
    const heard = await chat(simulator, { model: 'kimi-k2.6', stream: true });
    const choices = choicesOf(heard);
    expect(choices.map((choice) => choice.delta.role).filter(Boolean)).toEqual(['assistant']);
    expect(choices.findLastIndex((choice) => choice.delta.reasoning_content)).toBeLessThan(
      choices.findIndex((choice) => choice.delta.content),
    );
    expect(choices.slice(0, -1).every((choice) => choice.finish_reason === null)).toBe(true);
    expect(choices.at(-1)).toMatchObject({
      finish_reason: 'stop',
      usage: { total_tokens: expect.any(Number) as number },
    });
    expect(eventsOf(heard).done).toBe(true);
  });

  it('sends the usage in a chunk of its own when asked, and null before it', async () => {
    const { events } = eventsOf(
      await chat(simulator, { model: 'kimi-k2.6', stream: true, stream_options: { include_usage: true } }),
    );
    expect(events.slice(0, -1).every((event) => event['usage'] === null)).toBe(true);
    expect(events.at(-1)).toMatchObject({
      choices: [],
      usage: { prompt_tokens: expect.any(Number) as number },
    });
  });

  it('streams a tool call in fragments under one index', async () => {
    const heard = await chat(simulator, {
      model: 'kimi-k2.6',
      stream: true,
      tools: [weather],
      messages: [asked],
    });
    const calls = choicesOf(heard).flatMap((choice) => choice.delta.tool_calls ?? []);
    expect(calls[0]).toMatchObject({
      index: 0,
      id: 'get_weather:0',
      type: 'function',
      function: { name: 'get_weather' },
    });
    expect(calls.slice(1).every((call) => call.id === undefined && call.index === 0)).toBe(true);
    expect(calls.map((call) => call.function.arguments).join('')).toBe('{"city":"Berlin"}');
  });

  it('serves a long prompt from its cache the second time, a short one never', async () => {
    const long = { model: 'kimi-k2.6', messages: [{ role: 'user', content: 'word '.repeat(400) }] };
    expect((await chat(simulator, long)).json['usage']).not.toHaveProperty('cached_tokens');
    const { usage } = (await chat(simulator, long)).json as { usage: Record<string, number> };
    expect(usage['cached_tokens']).toBe(usage['prompt_tokens']);
    await chat(simulator, { model: 'kimi-k2.6' });
    expect((await chat(simulator, { model: 'kimi-k2.6' })).json['usage']).not.toHaveProperty('cached_tokens');
  });

  it('spends its tokens on thoughts first, so that few of them leave no content', async () => {
    const heard = await chat(simulator, { model: 'kimi-k3', max_completion_tokens: 5, max_tokens: 500 });
    expect(messageOf(heard).content).toBe('');
    expect(heard.json['choices']).toMatchObject([{ finish_reason: 'length' }]);
  });

  it('runs its own search and wants the arguments back unchanged', async () => {
    const tools = [{ type: 'builtin_function', function: { name: '$web_search' } }];
    const question = { role: 'user', content: 'Do a web search for tea' };
    const [call] =
      messageOf(await chat(simulator, { model: 'kimi-k2.6', tools, messages: [question] })).tool_calls ?? [];
    expect(call).toMatchObject({ type: 'builtin_function', function: { name: '$web_search' } });
    const told = (content: string | undefined) => ({
      model: 'kimi-k2.6',
      tools,
      messages: [
        question,
        { role: 'assistant', content: '', reasoning_content: '', tool_calls: [call] },
        { role: 'tool', tool_call_id: call?.id, content },
      ],
    });
    expect((await chat(simulator, told(call?.function.arguments))).status).toBe(200);
    expect((await chat(simulator, told('{}'))).status).toBe(400);
  });

  it('goes on from a partial message', async () => {
    const whole = messageOf(await chat(simulator, { model: 'kimi-k2.6' })).content ?? '';
    const partial = { role: 'assistant', content: whole.slice(0, 40), reasoning_content: '', partial: true };
    const rest = await chat(simulator, {
      model: 'kimi-k2.6',
      messages: [{ role: 'user', content: 'Hello there' }, partial],
    });
    expect(whole.slice(0, 40) + String(messageOf(rest).content)).toBe(whole);
  });
});

/** What each rule of the API makes of a request; `undefined`: it is taken. */
const call = { id: 'get_weather:0', type: 'function', function: { name: 'get_weather', arguments: '{}' } };
const looped = (more: object) => [
  asked,
  { role: 'assistant', content: '', tool_calls: [call], ...more },
  { role: 'tool', tool_call_id: call.id, content: 'Rain' },
];
const picture = (url: string) => [{ role: 'user', content: [{ type: 'image_url', image_url: { url } }] }];
const png = 'data:image/png;base64,iVBORw0KGgo=';

const rules: readonly (readonly [
  name: string,
  body: Record<string, unknown>,
  message: RegExp | undefined,
])[] = [
  [
    'the fixed temperature',
    { model: 'kimi-k3', temperature: 1, top_p: 0.95, n: 1, presence_penalty: 0 },
    undefined,
  ],
  [
    'another temperature',
    { model: 'kimi-k3', temperature: 0.7 },
    /^invalid temperature: only 1 is allowed for this model$/,
  ],
  ['another top_p', { model: 'kimi-k2.6', top_p: 1 }, /^invalid top_p: only 0.95 is allowed/],
  ['two answers', { model: 'kimi-k2.6', n: 2 }, /^invalid n: only 1 is allowed/],
  [
    'a penalty',
    { model: 'kimi-k2.7-code', frequency_penalty: 0.5 },
    /^invalid frequency_penalty: only 0 is allowed/,
  ],
  [
    '0.6 without thinking',
    { model: 'kimi-k2.6', thinking: { type: 'disabled' }, temperature: 0.6 },
    undefined,
  ],
  [
    '1 without thinking',
    { model: 'kimi-k2.6', thinking: { type: 'disabled' }, temperature: 1 },
    /only 0.6 is allowed/,
  ],
  [
    'thinking off on k2.7',
    { model: 'kimi-k2.7-code', thinking: { type: 'disabled' } },
    /only type=enabled is allowed/,
  ],
  ['thinking on K3, which ignores it', { model: 'kimi-k3', thinking: { type: 'disabled' } }, undefined],
  ['thinking of an unknown type', { model: 'kimi-k2.6', thinking: { type: 'maybe' } }, /thinking/],
  ['logprobs on K3', { model: 'kimi-k3', logprobs: true }, /^invalid logprobs: only false/],
  ['an effort on K3', { model: 'kimi-k3', reasoning_effort: 'low' }, undefined],
  [
    'fields it does not know',
    { model: 'kimi-k2.6', seed: 1, user: 'me', parallel_tool_calls: true },
    undefined,
  ],
  ['a required call on K3', { model: 'kimi-k3', tools: [weather], tool_choice: 'required' }, undefined],
  [
    'a required call on k2.6',
    { model: 'kimi-k2.6', tools: [weather], tool_choice: 'required' },
    /tool_choice 'required' is incompatible/,
  ],
  [
    'a forced tool',
    {
      model: 'kimi-k3',
      tools: [weather],
      tool_choice: { type: 'function', function: { name: 'get_weather' } },
    },
    /^tool_choice 'specified' is incompatible with thinking enabled$/,
  ],
  [
    'a forced tool without thinking',
    {
      model: 'kimi-k2.6',
      thinking: { type: 'disabled' },
      tools: [weather],
      tool_choice: { type: 'function', function: { name: 'get_weather' } },
    },
    undefined,
  ],
  [
    'a tool name with a dot',
    {
      model: 'kimi-k2.6',
      tools: [{ type: 'function', function: { name: 'a.b', parameters: { type: 'object' } } }],
    },
    /name/,
  ],
  ['a tool twice', { model: 'kimi-k2.6', tools: [weather, weather] }, /duplicated/],
  [
    'parameters with a reference',
    {
      model: 'kimi-k2.6',
      tools: [
        {
          type: 'function',
          function: { name: 'f', parameters: { type: 'object', properties: { a: { $ref: '#/x' } } } },
        },
      ],
    },
    /\$ref/,
  ],
  [
    'parameters without a type',
    {
      model: 'kimi-k2.6',
      tools: [
        { type: 'function', function: { name: 'f', parameters: { type: 'object', properties: { a: {} } } } },
      ],
    },
    /type is required/,
  ],
  [
    'the same when not strict',
    {
      model: 'kimi-k2.6',
      tools: [
        { type: 'function', function: { name: 'f', strict: false, parameters: { properties: { a: {} } } } },
      ],
    },
    undefined,
  ],
  ['six stop strings', { model: 'kimi-k2.6', stop: ['a', 'b', 'c', 'd', 'e', 'f'] }, /stop/],
  ['a stop string of 33 bytes', { model: 'kimi-k2.6', stop: 'é'.repeat(17) }, /32 bytes/],
  ['no messages', { model: 'kimi-k2.6', messages: [] }, /must not be empty/],
  [
    'an empty message',
    { model: 'kimi-k2.6', messages: [{ role: 'user', content: '' }] },
    /position 0 with role 'user' must not be empty/,
  ],
  [
    'a role it does not know',
    { model: 'kimi-k2.6', messages: [{ role: 'developer', content: 'x' }] },
    /role/,
  ],
  [
    'tools declared on the way, on K3',
    { model: 'kimi-k3', messages: [{ role: 'system', tools: [weather] }, asked] },
    undefined,
  ],
  [
    'tools declared on the way, elsewhere',
    { model: 'kimi-k2.6', messages: [{ role: 'system', tools: [weather] }, asked] },
    /^tokenization failed$/,
  ],
  [
    'a tool message without its call',
    { model: 'kimi-k2.6', messages: [asked, { role: 'tool', tool_call_id: 'x', content: 'y' }] },
    /^tool_call_id x is not found$/,
  ],
  [
    'a tool loop without reasoning',
    { model: 'kimi-k3', messages: looped({}) },
    /thinking is enabled but reasoning_content is missing in assistant tool call message/,
  ],
  [
    'a tool loop with reasoning',
    { model: 'kimi-k3', messages: looped({ reasoning_content: 'hm' }) },
    undefined,
  ],
  [
    'an old tool loop without reasoning, k2.6',
    { model: 'kimi-k2.6', messages: [...looped({}), { role: 'assistant', content: 'Rain' }, asked] },
    undefined,
  ],
  [
    'the same when it keeps all',
    {
      model: 'kimi-k2.6',
      thinking: { type: 'enabled', keep: 'all' },
      messages: [...looped({}), { role: 'assistant', content: 'Rain' }, asked],
    },
    /reasoning_content is missing/,
  ],
  [
    'the same without thinking',
    { model: 'kimi-k2.6', thinking: { type: 'disabled' }, messages: looped({}) },
    undefined,
  ],
  ['a picture in the request', { model: 'kimi-k2.6', messages: picture(png) }, undefined],
  [
    'a picture on the web',
    { model: 'kimi-k2.6', messages: picture('https://example.com/a.png') },
    /unsupported image url/,
  ],
  ['a drawing', { model: 'kimi-k2.6', messages: picture('data:image/svg+xml;base64,AA==') }, /svg/],
  ['a file that is not there', { model: 'kimi-k2.6', messages: picture('ms://file-x') }, /file not found/],
  ['a JSON object', { model: 'kimi-k2.6', response_format: { type: 'json_object' } }, undefined],
  [
    'a schema that is no object',
    {
      model: 'kimi-k2.6',
      response_format: { type: 'json_schema', json_schema: { name: 'x', schema: { type: 'string' } } },
    },
    /root schema/,
  ],
  [
    'a partial message in the middle',
    { model: 'kimi-k2.6', messages: [{ role: 'assistant', content: 'x', partial: true }, asked] },
    /partial is only allowed/,
  ],
  [
    'a partial JSON object',
    {
      model: 'kimi-k2.6',
      response_format: { type: 'json_object' },
      messages: [asked, { role: 'assistant', content: '{', reasoning_content: '', partial: true }],
    },
    /partial mode is not supported/,
  ],
  [
    'more tokens than the window',
    { model: 'kimi-k2.6', max_tokens: 262_144 },
    /exceeded model token limit: 262144/,
  ],
];

describe('the rules', () => {
  it.each(rules)('judge %s', async (_, body, message) => {
    const heard = await chat(simulator, body);
    expect(heard.status, heard.text).toBe(message === undefined ? 200 : 400);
    if (message !== undefined) {
      expect(errorOf(heard).message).toMatch(message);
      expect(errorOf(heard).type).toBe('invalid_request_error');
    }
  });

  it.each(['kimi-k2.5', 'moonshot-v1-8k', 'kimi-latest', 'nosuch'])(
    'refuse %s as retired or unknown',
    async (model) => {
      const heard = await chat(simulator, { model });
      expect(heard.status).toBe(404);
      expect(heard.json).toEqual({
        error: {
          message: `Not found the model ${model} or Permission denied`,
          type: 'resource_not_found_error',
        },
      });
    },
  );

  it('refuse a prompt beyond the window', async () => {
    const heard = await chat(simulator, {
      model: 'kimi-k2.6',
      messages: [{ role: 'user', content: '你'.repeat(262_200) }],
    });
    expect(errorOf(heard).message).toBe('Input token length too long');
  });

  it('refuse what is not a JSON object', async () => {
    expect((await send(simulator, '/chat/completions', { body: '{"model":' })).status).toBe(400);
    expect((await send(simulator, '/chat/completions', { body: '[]' })).status).toBe(400);
  });
});

describe('keys', () => {
  it('are needed, and known ones only when a list is given', async () => {
    await using strict = await startKimiSimulator({ keys: ['sk-good'] });
    expect(errorOf(await send(strict, '/models', { key: null })).type).toBe('invalid_authentication_error');
    expect(errorOf(await send(strict, '/models', { key: 'sk-bad' })).type).toBe('incorrect_api_key_error');
    expect((await send(strict, '/models', { key: 'sk-good' })).status).toBe(200);
  });
});

describe('the other endpoints', () => {
  const check = createKimiSchemaCheck();

  it('list the models', async () => {
    const heard = await send(simulator, '/models');
    expect(check('ModelListResponse', heard.json)).toEqual([]);
    expect(heard.json['data']).toContainEqual(
      expect.objectContaining({ id: 'kimi-k3', context_length: 1_048_576, supports_image_in: true }),
    );
  });

  it('tell the balance', async () => {
    const heard = await send(simulator, '/users/me/balance');
    expect(check('BalanceResponse', heard.json)).toEqual([]);
  });

  it('estimate tokens as the chat counts them', async () => {
    const body = { model: 'kimi-k2.6', messages: [asked] };
    const estimated = await send(simulator, '/tokenizers/estimate-token-count', { body });
    const counted = (await chat(simulator, body)).json as { usage: { prompt_tokens: number } };
    expect(estimated.json).toEqual({ data: { total_tokens: counted.usage.prompt_tokens } });
    expect(
      (await send(simulator, '/tokenizers/estimate-token-count', { body: { model: 'kimi-k2.6' } })).status,
    ).toBe(400);
  });

  it('keep files, show them to the model and delete them', async () => {
    const form = new FormData();
    form.set('purpose', 'image');
    form.set('file', new Blob(['not really a picture'], { type: 'image/png' }), 'a.png');
    const file = await send(simulator, '/files', { body: form });
    expect(check('FileObject', file.json)).toEqual([]);
    const id = String(file.json['id']);
    expect(check('FileListResponse', (await send(simulator, '/files')).json)).toEqual([]);
    expect((await send(simulator, `/files/${id}/content`)).text).toBe('not really a picture');
    expect(
      messageOf(await chat(simulator, { model: 'kimi-k2.6', messages: picture(`ms://${id}`) })).content,
    ).toContain('image/png, 20 bytes');
    expect((await send(simulator, `/files/${id}`, { method: 'DELETE' })).json).toEqual({
      id,
      object: 'file',
      deleted: true,
    });
    expect((await send(simulator, `/files/${id}`)).status).toBe(404);
  });

  it('refuse files without purpose or content, and what is no form', async () => {
    const form = new FormData();
    form.set('purpose', 'fun');
    form.set('file', new Blob(['x']), 'a');
    expect(errorOf(await send(simulator, '/files', { body: form })).message).toContain('Invalid purpose');
    form.set('purpose', 'batch');
    form.set('file', new Blob([]), 'a');
    expect(errorOf(await send(simulator, '/files', { body: form })).message).toContain('File size is zero');
    expect((await send(simulator, '/files', { body: {} })).status).toBe(400);
  });

  it('do not exist otherwise', async () => {
    expect((await send(simulator, '/nosuch')).status).toBe(404);
    expect((await send(simulator, '/../nosuch')).status).toBe(404);
  });
});
