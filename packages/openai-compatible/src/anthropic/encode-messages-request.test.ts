import { APIError, type ChatRequest } from '@reg/core';
import { describe, expect, it } from 'vitest';
import { describeCustomModel } from '../models/describe-custom-model.js';
import { encodeMessagesRequest } from './encode-messages-request.js';

const model = describeCustomModel({ id: 'm-1', maxOutputTokens: 50_000 });
const hello: ChatRequest = { model: 'm-1', messages: [{ role: 'user', content: 'Hello' }] };

function encode(request: Partial<ChatRequest>, of = model) {
  const warned: string[] = [];
  const body = encodeMessagesRequest(
    { ...hello, ...request },
    {
      provider: 'box',
      model: of,
      stream: false,
      warn: ({ action, parameter }) => warned.push(`${action} ${parameter}`),
    },
  );
  return { body, warned };
}

const messagesOf = (messages: ChatRequest['messages']) => encode({ messages }).body['messages'];
const call = (id: string, args = '{"city":"Bonn"}') => ({
  id,
  type: 'function',
  function: { name: 'get_weather', arguments: args },
});

describe('parameters', () => {
  it('sends what the API demands, with nothing that was not asked for', () => {
    expect(encode({}).body).toEqual({
      model: 'm-1',
      max_tokens: 32_768,
      messages: [{ role: 'user', content: 'Hello' }],
      stream: false,
    });
  });

  it.each<[string, Partial<ChatRequest>, Record<string, unknown>]>([
    ['the newer name of the limit', { max_completion_tokens: 9, max_tokens: 8 }, { max_tokens: 9 }],
    ['one stop text', { stop: 'END' }, { stop_sequences: ['END'] }],
    ['several', { stop: ['A', 'B'] }, { stop_sequences: ['A', 'B'] }],
    ['who asks', { user: 'u-1' }, { metadata: { user_id: 'u-1' } }],
    ['sampling', { temperature: 0, top_p: 0.5, top_k: 4 }, { temperature: 0, top_p: 0.5, top_k: 4 }],
    ['effort', { reasoning_effort: 'high' }, { output_config: { effort: 'high' } }],
    ['no effort', { reasoning_effort: 'none' }, { thinking: { type: 'disabled' } }],
    [
      'thinking',
      { thinking: { type: 'enabled', budget_tokens: 2000 } },
      { thinking: { type: 'enabled', budget_tokens: 2000 } },
    ],
    [
      'a schema',
      { response_format: { type: 'json_schema', json_schema: { name: 'x', schema: { type: 'object' } } } },
      { output_config: { format: { type: 'json_schema', schema: { type: 'object' } } } },
    ],
    ['what nobody knows', { service_hint: { a: 1 } }, { service_hint: { a: 1 } }],
  ])('translates %s', (_, request, expected) => {
    const { body, warned } = encode(request);
    expect(body).toMatchObject(expected);
    expect(warned).toEqual([]);
  });

  it.each<[Partial<ChatRequest>, string]>([
    [{ n: 2 }, 'dropped n'],
    [{ seed: 1 }, 'dropped seed'],
    [{ logprobs: true }, 'dropped logprobs'],
    [{ presence_penalty: 0.5 }, 'dropped presence_penalty'],
    [{ metadata: { a: 'b' } }, 'dropped metadata'],
    [{ temperature: 1.5 }, 'changed temperature'],
    [{ max_tokens: 60_000 }, 'changed max_tokens'],
    [{ reasoning_effort: 'minimal' }, 'changed reasoning_effort'],
    [{ response_format: { type: 'json_object' } }, 'dropped response_format'],
    [{ tools: [{ type: 'web_search' }] }, 'dropped tools'],
    [{ tool_choice: 'required' }, 'dropped tool_choice'],
    [{ messages: [{ role: 'user', content: 'a', name: 'Eve' }] }, 'dropped messages.name'],
  ])('reports what %j loses', (request, warning) => {
    expect(encode(request).warned).toEqual([warning]);
  });

  it.each<Partial<ChatRequest>>([
    { n: 1, presence_penalty: 0, logprobs: false, store: false },
    { seed: null, response_format: { type: 'text' }, parallel_tool_calls: true },
    { stream_options: { include_usage: true }, reg: {} },
  ])('says nothing of %j, which changes nothing', (request) => {
    expect(encode(request)).toEqual(encode({}));
  });

  it('sends a schema only to a model that keeps it', () => {
    const lax = describeCustomModel({ id: 'm-1', capabilities: { jsonSchema: false } });
    const response_format = { type: 'json_schema', json_schema: { name: 'x', schema: {} } };
    const { body, warned } = encode({ response_format }, lax);
    expect(body).not.toHaveProperty('output_config');
    expect(warned).toEqual(['dropped response_format']);
  });

  it('asks a small model for no more than it can write', () => {
    const small = describeCustomModel({ id: 'm-1', maxOutputTokens: 4_096 });
    expect(encode({}, small).body['max_tokens']).toBe(4_096);
  });
});

describe('tools', () => {
  const tool = {
    type: 'function',
    function: {
      name: 'get_weather',
      description: 'Weather',
      parameters: { type: 'object', properties: { city: { type: 'string' } } },
    },
  };

  it('are offered with their schema, and with an empty one where there is none', () => {
    const { body } = encode({ tools: [tool, { type: 'function', function: { name: 'now', strict: true } }] });
    expect(body['tools']).toEqual([
      { name: 'get_weather', description: 'Weather', input_schema: tool.function.parameters },
      { name: 'now', input_schema: { type: 'object' }, strict: true },
    ]);
  });

  it.each<[Partial<ChatRequest>, unknown]>([
    [{}, undefined],
    [{ tool_choice: 'auto' }, { type: 'auto' }],
    [{ tool_choice: 'none' }, { type: 'none' }],
    [{ tool_choice: 'required' }, { type: 'any' }],
    [
      { tool_choice: { type: 'function', function: { name: 'get_weather' } } },
      { type: 'tool', name: 'get_weather' },
    ],
    [{ parallel_tool_calls: false }, { type: 'auto', disable_parallel_tool_use: true }],
    [
      { tool_choice: 'required', parallel_tool_calls: false },
      { type: 'any', disable_parallel_tool_use: true },
    ],
    [{ tool_choice: 'none', parallel_tool_calls: false }, { type: 'none' }],
  ])('are chosen by %j', (request, expected) => {
    const { body, warned } = encode({ tools: [tool], ...request });
    expect(body['tool_choice']).toEqual(expected);
    expect(warned).toEqual([]);
  });
});

describe('messages', () => {
  it('puts instructions first, and leaves later ones where they stand', () => {
    const { body, warned } = encode({
      messages: [
        { role: 'system', content: 'Be brief.' },
        {
          role: 'developer',
          content: [{ type: 'text', text: 'Be kind.', cache_control: { type: 'ephemeral' } }],
        },
        { role: 'user', content: 'Hi' },
        { role: 'assistant', content: 'Hello' },
        { role: 'system', content: 'Now in German.' },
      ],
    });
    expect(body['system']).toEqual([
      { type: 'text', text: 'Be brief.' },
      { type: 'text', text: 'Be kind.', cache_control: { type: 'ephemeral' } },
    ]);
    expect(body['messages']).toEqual([
      { role: 'user', content: 'Hi' },
      { role: 'assistant', content: 'Hello' },
      { role: 'user', content: 'Now in German.' },
    ]);
    expect(warned).toEqual(['changed messages.system']);
  });

  it('makes a conversation of instructions alone', () => {
    const { body } = encode({
      messages: [
        { role: 'system', content: 'A' },
        { role: 'system', content: 'B' },
      ],
    });
    expect(body).toMatchObject({ system: 'A', messages: [{ role: 'user', content: 'B' }] });
  });

  it('carries pictures and files, as data and by address', () => {
    const content = [
      { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } },
      { type: 'image_url', image_url: { url: 'https://example.com/a.png' } },
      { type: 'file', file: { file_data: 'data:application/pdf;base64,BBBB', filename: 'a.pdf' } },
      { type: 'file_url', file_url: { url: 'https://example.com/b.pdf' } },
    ];
    expect(messagesOf([{ role: 'user', content }])).toEqual([
      {
        role: 'user',
        content: [
          { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AAAA' } },
          { type: 'image', source: { type: 'url', url: 'https://example.com/a.png' } },
          {
            type: 'document',
            source: { type: 'base64', media_type: 'application/pdf', data: 'BBBB' },
            title: 'a.pdf',
          },
          { type: 'document', source: { type: 'url', url: 'https://example.com/b.pdf' } },
        ],
      },
    ]);
  });

  it.each([
    [{ type: 'video_url', video_url: { url: 'data:video/mp4;base64,AA' } }],
    [{ type: 'input_audio', input_audio: {} }],
    [{ type: 'image_url', image_url: { url: 'ms://file' } }],
  ])('refuses %j, which the API has no block for', (part) => {
    const refused = (): unknown => messagesOf([{ role: 'user', content: [part] }]);
    expect(refused).toThrow(APIError);
    expect(refused).toThrow('messages[0].content[0]');
  });

  it('answers all calls of one turn in one', () => {
    expect(
      messagesOf([
        { role: 'user', content: 'Weather?' },
        { role: 'assistant', content: 'Let me see.', tool_calls: [call('a'), call('b', '')] },
        { role: 'tool', tool_call_id: 'a', content: '12' },
        { role: 'tool', tool_call_id: 'b', content: [{ type: 'text', text: '13', extra: 1 }] },
        { role: 'user', content: 'And?' },
      ]),
    ).toEqual([
      { role: 'user', content: 'Weather?' },
      {
        role: 'assistant',
        content: [
          { type: 'text', text: 'Let me see.' },
          { type: 'tool_use', id: 'a', name: 'get_weather', input: { city: 'Bonn' } },
          { type: 'tool_use', id: 'b', name: 'get_weather', input: {} },
        ],
      },
      {
        role: 'user',
        content: [
          { type: 'tool_result', tool_use_id: 'a', content: '12' },
          { type: 'tool_result', tool_use_id: 'b', content: [{ type: 'text', text: '13', extra: 1 }] },
          { type: 'text', text: 'And?' },
        ],
      },
    ]);
  });

  it('gives calls that count anew in each turn ids of their own, the same each time', () => {
    const turn = (): ChatRequest['messages'] => [
      { role: 'assistant', content: null, tool_calls: [call('get_weather:0')] },
      { role: 'tool', tool_call_id: 'get_weather:0', content: '12' },
    ];
    const messages: ChatRequest['messages'] = [{ role: 'user', content: 'a' }, ...turn(), ...turn()];
    const text = JSON.stringify(messagesOf(messages));
    const ids = [...text.matchAll(/"(?:id|tool_use_id)":"([^"]+)"/g)].map(([, id]) => id);
    expect(ids).toEqual([
      'call_0_get_weather_0',
      'call_0_get_weather_0',
      'call_1_get_weather_0',
      'call_1_get_weather_0',
    ]);
    expect(JSON.stringify(messagesOf(messages))).toBe(text);
  });

  it('keeps arguments readable that are no JSON object', () => {
    const { body, warned } = encode({
      messages: [
        { role: 'user', content: 'a' },
        { role: 'assistant', tool_calls: [call('a', '{"ci')] },
      ],
    });
    expect(JSON.stringify(body['messages'])).toContain('"input":{"INVALID_JSON":"{\\"ci"}');
    expect(warned).toEqual(['changed messages.tool_calls.function.arguments']);
  });

  it.each([
    { role: 'user' as const, content: '' },
    { role: 'assistant' as const, content: null },
  ])('leaves out %j, which the API refuses', (empty) => {
    const { body, warned } = encode({ messages: [...hello.messages, empty] });
    expect(body['messages']).toEqual([{ role: 'user', content: 'Hello' }]);
    expect(warned).toEqual(['dropped messages.content']);
  });
});

describe('thinking', () => {
  const thought = (message: Record<string, unknown>) => {
    const { body, warned } = encode({
      messages: [...hello.messages, { role: 'assistant', content: 'x', ...message }],
    });
    const [, turn] = body['messages'] as { content: unknown }[];
    const blocks = Array.isArray(turn?.content) ? (turn.content as { type: string }[]) : [];
    return { blocks: blocks.filter(({ type }) => type.endsWith('thinking')), warned };
  };

  it('goes back as it was signed', () => {
    const own = { type: 'thinking', thinking: 'hm', signature: 'sig' };
    const sealed = { type: 'redacted_thinking', data: 'abc' };
    const thinking_blocks = [
      { ...own, provider: 'box' },
      { ...sealed, provider: 'box' },
    ];
    expect(thought({ reasoning_content: 'hm', thinking_blocks })).toEqual({
      blocks: [own, sealed],
      warned: [],
    });
  });

  it('goes without a signature where there is none', () => {
    expect(thought({ reasoning_content: 'hm' }).blocks).toEqual([
      { type: 'thinking', thinking: 'hm', signature: '' },
    ]);
  });

  it('does not show one provider the signature of another', () => {
    const thinking_blocks = [
      { type: 'thinking', thinking: 'hm', signature: 'sig', provider: 'other' },
      { type: 'redacted_thinking', data: 'abc', provider: 'other' },
      { type: 'thinking', thinking: '', signature: 'sig' },
    ];
    expect(thought({ thinking_blocks })).toEqual({
      blocks: [{ type: 'thinking', thinking: 'hm', signature: '' }],
      warned: ['dropped messages.thinking_blocks', 'dropped messages.thinking_blocks'],
    });
  });
});
