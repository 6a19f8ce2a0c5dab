import { BadRequestError } from '@reg/core';
import type { ChatMessage, ChatRequest, ChatTool, ToolChoice } from '@reg/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeFor } from '../test/encode-for.js';
import { kimiFixedParameters, kimiStopLimits, kimiUnknownParameters } from './kimi-parameters.js';

const user: ChatMessage = { role: 'user', content: 'What is the weather in Oslo?' };
const weather: ChatTool = {
  type: 'function',
  function: { name: 'weather', description: 'Weather', parameters: { type: 'object', properties: {} } },
};
const clock: ChatTool = {
  type: 'function',
  function: { name: 'clock', parameters: { type: 'object', properties: {} } },
};
const named = (name: string) => ({ type: 'function', function: { name } });
const call = { id: 'weather:0', type: 'function', function: { name: 'weather', arguments: '{}' } };

describe('sampling', () => {
  it.each(Object.entries({ ...kimiFixedParameters, temperature: 0.3, top_p: 0.5, n: 2 }))(
    'never sends %s, and says so only when it asked for something else',
    (parameter, value) => {
      const fixed = kimiFixedParameters[parameter] ?? Number.NaN;
      const other = value === fixed ? fixed + 0.5 : value;
      expect(encodeFor('kimi-k3', { [parameter]: fixed })).toMatchObject({ warned: [] });
      const { body, warned } = encodeFor('kimi-k3', { [parameter]: other });
      expect(body).not.toHaveProperty(parameter);
      expect(warned).toEqual([`dropped ${parameter}`]);
    },
  );

  it('knows that K2.6 works with another temperature while it does not think', () => {
    const request = { thinking: { type: 'disabled' }, temperature: 0.6 };
    expect(encodeFor('kimi-k2.6', request).warned).toEqual([]);
    expect(encodeFor('kimi-k2.6', { ...request, temperature: 1 }).warned).toEqual(['dropped temperature']);
  });

  it.each(Object.keys(kimiUnknownParameters))('drops %s, which Kimi does not have', (parameter) => {
    const { body, warned } = encodeFor('kimi-k2.6', { [parameter]: 1 });
    expect(body).not.toHaveProperty(parameter);
    expect(warned).toEqual([`dropped ${parameter}`]);
  });

  it('drops log probabilities on K3, which refuses them, and keeps them elsewhere', () => {
    const request = { logprobs: true, top_logprobs: 3 };
    const k3 = encodeFor('kimi-k3', request);
    expect(k3.body).not.toHaveProperty('logprobs');
    expect(k3.body).not.toHaveProperty('top_logprobs');
    expect(k3.warned).toEqual(['dropped logprobs', 'dropped top_logprobs']);
    expect(encodeFor('kimi-k2.6', request).body).toMatchObject(request);
  });

  it('leaves out null, which clients send for "not set"', () => {
    const { body, warned } = encodeFor('kimi-k2.6', {
      temperature: null,
      tools: null,
      user: null,
      stop: null,
    });
    expect(Object.values(body)).not.toContain(null);
    expect(warned).toEqual([]);
  });
});

describe('the output limit', () => {
  it('is sent under its current name', () => {
    const { body, warned } = encodeFor('kimi-k2.6', { max_tokens: 100 });
    expect(body).toMatchObject({ max_completion_tokens: 100 });
    expect(body).not.toHaveProperty('max_tokens');
    expect(warned).toEqual(['renamed max_tokens']);
  });

  it('prefers max_completion_tokens, as the vendor does', () => {
    const { body } = encodeFor('kimi-k2.6', { max_tokens: 100, max_completion_tokens: 200 });
    expect(body).toMatchObject({ max_completion_tokens: 200 });
  });

  it('is never more than the model writes, and never set by reg: the rate limit is charged with all of it', () => {
    expect(encodeFor('kimi-for-coding', { max_completion_tokens: 99_999 })).toMatchObject({
      body: { max_completion_tokens: 32_768 },
      warned: ['changed max_completion_tokens'],
    });
    expect(encodeFor('kimi-k3', {}).body).not.toHaveProperty('max_completion_tokens');
  });
});

describe('stop texts', () => {
  it.each([
    ['one as a text', 'END', ['END'], []],
    ['five', ['a', 'b', 'c', 'd', 'e'], ['a', 'b', 'c', 'd', 'e'], []],
    ['more than five', ['a', 'b', 'c', 'd', 'e', 'f'], ['a', 'b', 'c', 'd', 'e'], ['dropped stop']],
    ['one over 32 bytes, in characters of three bytes', ['停'.repeat(11), 'b'], ['b'], ['dropped stop']],
    ['none that is short enough', 'x'.repeat(33), undefined, ['dropped stop']],
  ])('takes %s', (_case, stop, sent, warned) => {
    const encoded = encodeFor('kimi-k2.6', { stop });
    expect(encoded.body['stop']).toEqual(sent);
    expect(encoded.warned).toEqual(warned);
  });
});

describe('thinking', () => {
  const disabled = { thinking: { type: 'disabled' } };
  const keep = { thinking: { type: 'enabled', keep: 'all' } };
  it.each<[string, Partial<ChatRequest>, Record<string, unknown>, string[]]>([
    ['kimi-k3', {}, {}, []],
    ['kimi-k3', { thinking: { type: 'enabled' } }, {}, []],
    ['kimi-k3', disabled, { reasoning_effort: 'low' }, ['dropped thinking']],
    ['kimi-k3', { reasoning_effort: 'none' }, { reasoning_effort: 'low' }, ['changed reasoning_effort']],
    ['kimi-k3', { reasoning_effort: 'minimal' }, { reasoning_effort: 'low' }, ['changed reasoning_effort']],
    ['kimi-k3', { reasoning_effort: 'low' }, { reasoning_effort: 'low' }, []],
    [
      'kimi-k3.1-pro',
      { reasoning_effort: 'medium' },
      { reasoning_effort: 'high' },
      ['changed reasoning_effort'],
    ],
    ['kimi-k3', { reasoning_effort: 'high' }, { reasoning_effort: 'high' }, []],
    ['kimi-k3', { reasoning_effort: 'xhigh' }, { reasoning_effort: 'max' }, ['changed reasoning_effort']],
    ['kimi-k3', { reasoning_effort: 'max' }, { reasoning_effort: 'max' }, []],
    ['kimi-k3', { reasoning_effort: 'constructor' }, {}, ['dropped reasoning_effort']],
    ['k3', { thinking: { type: 'enabled', effort: 'max' } }, { reasoning_effort: 'max' }, []],
    ['kimi-k2.7-code', {}, {}, []],
    ['kimi-k2.7-code', keep, keep, []],
    ['kimi-k2.7-code', disabled, {}, ['dropped thinking']],
    ['kimi-for-coding', { reasoning_effort: 'high' }, {}, ['dropped reasoning_effort']],
    ['kimi-k2.6', {}, {}, []],
    ['kimi-k2.6', disabled, disabled, []],
    ['kimi-k2.6', keep, keep, []],
    ['kimi-k2.6', { reasoning_effort: 'none' }, disabled, ['changed reasoning_effort']],
    ['kimi-k2.6', { reasoning_effort: 'minimal' }, disabled, ['changed reasoning_effort']],
    [
      'kimi-k2.6',
      { reasoning_effort: 'high' },
      { thinking: { type: 'enabled' } },
      ['changed reasoning_effort'],
    ],
    ['kimi-k2.6', { ...disabled, reasoning_effort: 'high' }, disabled, ['dropped reasoning_effort']],
    ['k2p5', keep, { thinking: { type: 'enabled' } }, ['dropped thinking.keep']],
  ])('of %s, asked for %j, is sent as %j', (model, request, sent, warned) => {
    const { body, warned: told } = encodeFor(model, request);
    expect({ thinking: body['thinking'], reasoning_effort: body['reasoning_effort'] }).toEqual({
      thinking: undefined,
      reasoning_effort: undefined,
      ...sent,
    });
    expect(told).toEqual(warned);
  });
});

describe('a tool choice', () => {
  const tools = [weather, clock];
  it.each<[string, Partial<ChatRequest>, Record<string, unknown>, string[]]>([
    ['kimi-k3', { tools, tool_choice: 'auto' }, { tools, tool_choice: 'auto' }, []],
    ['kimi-k2.7-code', { tools, tool_choice: 'none' }, { tools, tool_choice: 'none' }, []],
    ['kimi-k3', { tools, tool_choice: 'required' }, { tools, tool_choice: 'required' }, []],
    [
      'kimi-k3',
      { tools, tool_choice: named('clock') },
      { tools: [clock], tool_choice: 'required' },
      ['changed tool_choice'],
    ],
    [
      'kimi-k3',
      { tools, tool_choice: named('other') },
      { tools, tool_choice: 'auto' },
      ['changed tool_choice'],
    ],
    [
      'kimi-k2.6',
      { tools, tool_choice: named('clock') },
      { tools, tool_choice: named('clock'), thinking: { type: 'disabled' } },
      ['changed thinking'],
    ],
    [
      'kimi-k2.6',
      { tools, tool_choice: named('clock'), thinking: { type: 'disabled' } },
      { tools, tool_choice: named('clock'), thinking: { type: 'disabled' } },
      [],
    ],
    [
      'kimi-k2.6',
      { tools: [weather], tool_choice: 'required' },
      { tools: [weather], tool_choice: named('weather'), thinking: { type: 'disabled' } },
      ['changed thinking'],
    ],
    [
      'kimi-k2.6',
      { tools, tool_choice: 'required' },
      { tools, tool_choice: 'auto' },
      ['changed tool_choice'],
    ],
    ['kimi-k2.7-code', { tools, tool_choice: 'required' }, { tool_choice: 'auto' }, ['changed tool_choice']],
    [
      'kimi-k2.7-code',
      { tools, tool_choice: named('clock') },
      { tool_choice: 'auto' },
      ['changed tool_choice'],
    ],
    ['k2p5', { tools, tool_choice: named('clock') }, { tool_choice: 'auto' }, ['changed tool_choice']],
    ['kimi-k3', { tool_choice: 'auto' }, { tools: undefined, tool_choice: undefined }, []],
    ['kimi-k3', { tool_choice: 'required' }, { tool_choice: undefined }, ['dropped tool_choice']],
  ])('on %s, %j', (model, request, sent, warned) => {
    const { body, warned: told } = encodeFor(model, request);
    for (const [parameter, value] of Object.entries(sent)) expect(body[parameter], parameter).toEqual(value);
    expect(told).toEqual(warned);
  });
});

describe('tools', () => {
  it('passes the search of the vendor on and drops the tools of other vendors', () => {
    const search = { type: 'builtin_function', function: { name: '$web_search' } };
    const { body, warned } = encodeFor('kimi-k2.6', {
      tools: [search, { type: 'web_search', web_search: { enable: true } }],
    });
    expect(body['tools']).toEqual([search]);
    expect(warned).toEqual(['dropped tools']);
  });

  it('gives a function without parameters the empty ones that the schema demands', () => {
    const { body } = encodeFor('kimi-k2.6', { tools: [{ type: 'function', function: { name: 'now' } }] });
    expect(body['tools']).toEqual([
      { type: 'function', function: { name: 'now', parameters: { type: 'object', properties: {} } } },
    ]);
  });

  it('sends tools declared by a message with the others where the model does not take them so', () => {
    const declaring = { role: 'system', tools: [clock] } as ChatMessage;
    const request = { messages: [user, declaring], tools: [weather] };
    expect(encodeFor('kimi-k3', request).body).toMatchObject(request);
    expect(encodeFor('kimi-k2.6', request)).toMatchObject({
      body: { messages: [user], tools: [weather, clock] },
      warned: ['changed messages.tools'],
    });
  });
});

describe('messages', () => {
  const history = (message: Partial<ChatMessage>): ChatMessage[] => [
    user,
    { role: 'assistant', content: null, tool_calls: [call], ...message },
    { role: 'tool', tool_call_id: 'weather:0', content: 'Rain' },
  ];
  const answerOf = (model: string, request: Partial<ChatRequest>) =>
    (encodeFor(model, request).body['messages'] as ChatMessage[]).find(({ role }) => role === 'assistant');

  it('replays reasoning unchanged', () => {
    const messages = history({ content: '', reasoning_content: 'I need the weather.' });
    expect(encodeFor('kimi-k2.7-code', { messages })).toMatchObject({ body: { messages }, warned: [] });
  });

  it('takes reasoning under the name that other hosts of Kimi use', () => {
    const answer = answerOf('kimi-k3', { messages: history({ reasoning: 'I need the weather.' }) });
    expect(answer).toMatchObject({ reasoning_content: 'I need the weather.' });
    expect(answer).not.toHaveProperty('reasoning');
  });

  it.each([undefined, null, ''])(
    'lets a blank stand in for reasoning that is %j, so that a conversation of another vendor can go on',
    (reasoning_content) => {
      const messages = history(reasoning_content === undefined ? {} : { reasoning_content });
      const { body, warned } = encodeFor('kimi-k2.6', { messages });
      expect((body['messages'] as ChatMessage[])[1]).toMatchObject({ reasoning_content: ' ', content: '' });
      expect(warned).toEqual(['changed messages.reasoning_content']);
    },
  );

  it('adds none where the model does not think', () => {
    const answer = answerOf('kimi-k2.6', { messages: history({}), thinking: { type: 'disabled' } });
    expect(answer).not.toHaveProperty('reasoning_content');
  });

  it('passes partial mode on, with the reasoning that it needs', () => {
    const messages: ChatMessage[] = [user, { role: 'assistant', content: 'It is', partial: true }];
    expect(answerOf('kimi-k3', { messages })).toEqual({ ...messages[1], reasoning_content: ' ' });
    expect(answerOf('kimi-k2.6', { messages, thinking: { type: 'disabled' } })).toEqual(messages[1]);
  });

  it('calls the developer what Kimi calls it', () => {
    const { body } = encodeFor('kimi-k2.6', {
      messages: [{ role: 'developer', content: 'Be brief.' }, user],
    });
    expect(body['messages']).toEqual([{ role: 'system', content: 'Be brief.' }, user]);
  });

  it.each([
    { type: 'image_url', image_url: { url: 'https://example.com/secret.png' } },
    { type: 'image_url', image_url: 'HTTP://example.com/secret.png' },
    { type: 'video_url', video_url: { url: 'https://example.com/secret.mp4' } },
  ])('refuses %j before anything is sent, and says what to do without quoting it', (part) => {
    const messages = [user, { role: 'user', content: [part] } as unknown as ChatMessage];
    const encode = () => encodeFor('kimi-k3', { messages });
    expect(encode).toThrow(BadRequestError);
    expect(encode).toThrow(/messages\[1\].*data: URL.*ms:\/\//);
    expect(encode).not.toThrow(/secret/);
  });

  it.each(['data:image/png;base64,iVBORw0KGgo=', 'ms://file-1'])('takes a picture as %s', (url) => {
    const content = [{ type: 'image_url', image_url: { url } }];
    const { body } = encodeFor('kimi-k3', { messages: [{ role: 'user', content }] });
    expect(body['messages']).toEqual([{ role: 'user', content }]);
  });
});

describe('the response format', () => {
  it('strips $schema, which is refused, from the top of a JSON schema', () => {
    const schema = { $schema: 'https://json-schema.org/draft/2020-12/schema', type: 'object' };
    const format = { type: 'json_schema', json_schema: { name: 'answer', schema, strict: true } };
    const { body } = encodeFor('kimi-k2.6', { response_format: format });
    expect(body['response_format']).toEqual({
      type: 'json_schema',
      json_schema: { name: 'answer', schema: { type: 'object' }, strict: true },
    });
    expect(schema).toHaveProperty('$schema');
  });

  it('asks for the lax check of a schema or of parameters that the strict one cannot express', () => {
    const schema = { type: 'object', properties: { anything: {} } };
    const format = { type: 'json_schema', json_schema: { name: 'answer', schema } };
    const odd = { type: 'function', function: { name: 'odd', parameters: schema } };
    const { body, warned } = encodeFor('kimi-k2.6', { response_format: format, tools: [odd, weather] });
    expect(body).toMatchObject({
      response_format: { json_schema: { schema, strict: false } },
      tools: [{ function: { name: 'odd', parameters: schema, strict: false } }, weather],
    });
    expect(warned).toEqual(['changed tools.function.strict', 'changed response_format.json_schema.strict']);
  });

  it('gives up json_object for a message to be continued, since both together are refused', () => {
    const { body, warned } = encodeFor('kimi-k2.6', {
      messages: [user, { role: 'assistant', content: '{', partial: true, reasoning_content: 'JSON' }],
      response_format: { type: 'json_object' },
    });
    expect(body).not.toHaveProperty('response_format');
    expect(warned).toEqual(['dropped response_format']);
  });
});

describe('a stream', () => {
  it('always asks for usage', () => {
    expect(encodeFor('kimi-k3', {}, { stream: true }).body).toMatchObject({
      stream: true,
      stream_options: { include_usage: true },
    });
    expect(encodeFor('kimi-k3', { stream_options: { include_usage: true } }).body).not.toHaveProperty(
      'stream_options',
    );
  });
});

describe('for any request', () => {
  const anyOf = <T>(...values: readonly T[]) => fc.constantFrom(...values);
  const anyMessage: fc.Arbitrary<ChatMessage> = fc.record(
    {
      role: anyOf('system', 'developer', 'user', 'assistant', 'tool'),
      content: fc.oneof(fc.string(), fc.constant(null)),
      reasoning_content: fc.oneof(fc.string(), fc.constant(null)),
      tool_calls: anyOf([], [call], null),
      partial: fc.boolean(),
    },
    { requiredKeys: ['role'] },
  );
  const anyRequest: fc.Arbitrary<Partial<ChatRequest>> = fc.record(
    {
      messages: fc.array(anyMessage, { maxLength: 5 }),
      temperature: fc.double({ min: 0, max: 2, noNaN: true }),
      top_p: fc.double({ min: 0, max: 1, noNaN: true }),
      n: fc.integer({ min: 1, max: 5 }),
      presence_penalty: fc.double({ min: -2, max: 2, noNaN: true }),
      frequency_penalty: fc.double({ min: -2, max: 2, noNaN: true }),
      seed: fc.integer(),
      top_k: fc.integer(),
      logit_bias: fc.constant({ 1: 2 }),
      parallel_tool_calls: fc.boolean(),
      user: fc.string(),
      logprobs: fc.boolean(),
      top_logprobs: fc.integer({ min: 0, max: 20 }),
      max_tokens: fc.integer({ min: 1, max: 4_000_000 }),
      max_completion_tokens: fc.integer({ min: 1, max: 4_000_000 }),
      stop: fc.oneof(fc.string({ maxLength: 50 }), fc.array(fc.string({ maxLength: 50 }), { maxLength: 8 })),
      thinking: fc.record({ type: anyOf('enabled', 'disabled', 'auto'), keep: anyOf('all', null) }),
      reasoning_effort: anyOf('none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max', 'toString'),
      tools: fc.subarray([weather, clock, { type: 'web_search', web_search: {} }]),
      tool_choice: anyOf<ToolChoice>('auto', 'none', 'required', named('clock'), named('none')),
      response_format: anyOf({ type: 'text' }, { type: 'json_object' }),
    },
    { requiredKeys: [] },
  );
  const anyModel = anyOf(
    'kimi-k3.1-pro',
    'kimi-k3',
    'kimi-k2.7-code',
    'kimi-k2.6',
    'k2p5',
    'kimi-for-coding',
  );

  it('leaves the request as it was', () => {
    fc.assert(
      fc.property(anyModel, anyRequest, fc.boolean(), (model, request, stream) => {
        const before = structuredClone(request);
        encodeFor(model, request, { stream });
        expect(request).toEqual(before);
      }),
    );
  });

  it('sends nothing that the model refuses', () => {
    fc.assert(
      fc.property(anyModel, anyRequest, (model, request) => {
        const { body } = encodeFor(model, request);
        const isK3 = /k3/.test(model);
        const canStop = model === 'kimi-k2.6' || model === 'k2p5';
        const refused = [
          ...Object.keys(kimiFixedParameters),
          ...Object.keys(kimiUnknownParameters),
          'max_tokens',
        ];
        for (const parameter of refused) expect(body).not.toHaveProperty(parameter);
        const thinking = body['thinking'] as { type: string; keep?: string } | undefined;
        if (isK3) expect(thinking).toBeUndefined();
        if (!canStop) expect(thinking?.type).not.toBe('disabled');
        if (model === 'k2p5') expect(thinking?.keep).toBeUndefined();
        expect([undefined, ...(isK3 ? ['low', 'high', 'max'] : [])]).toContain(body['reasoning_effort']);
        const choice = body['tool_choice'];
        if (choice === 'required') expect(isK3).toBe(true);
        if (typeof choice === 'object') expect(thinking?.type).toBe('disabled');
        if (choice !== undefined) expect(body['tools']).not.toHaveLength(0);
        const stop = (body['stop'] ?? []) as string[];
        expect(stop.length).toBeLessThanOrEqual(kimiStopLimits.count);
        for (const text of stop) expect(Buffer.byteLength(text)).toBeLessThanOrEqual(kimiStopLimits.bytes);
        for (const message of body['messages'] as ChatMessage[]) {
          expect(message.role).not.toBe('developer');
          const isReplayed = message.role === 'assistant' && (message.tool_calls ?? []).length > 0;
          if (isReplayed && thinking?.type !== 'disabled') expect(message.reasoning_content).toMatch(/[^]/);
        }
      }),
    );
  });

  it('says nothing new about a request that it has already mended', () => {
    fc.assert(
      fc.property(anyModel, anyRequest, (model, request) => {
        const once = encodeFor(model, request).body;
        const twice = encodeFor(model, once as Partial<ChatRequest>);
        expect(twice.body).toEqual(once);
        expect(twice.warned).toEqual([]);
      }),
    );
  });
});
