import { APIError, type ChatRequest } from '@reg/core';
import { describe, expect, it } from 'vitest';
import { modelCalled } from '../test/encode-for.js';
import { kimiAnthropicCodec } from './kimi-anthropic-codec.js';

function encode(modelId: string, request: Partial<ChatRequest> = {}) {
  const warned: string[] = [];
  const body = kimiAnthropicCodec.encodeRequest(
    { model: modelId, messages: [{ role: 'user', content: 'Hello' }], ...request },
    {
      provider: 'kimi',
      model: modelCalled(modelId),
      stream: false,
      warn: ({ action, parameter }) => warned.push(`${action} ${parameter}`),
    },
  );
  return { body, warned };
}

const tool = {
  type: 'function',
  function: { name: 'clock', parameters: { type: 'object', properties: {} } },
};
const named = { type: 'function', function: { name: 'clock' } };

describe('the rules of the models hold in this protocol too', () => {
  it.each<[string, Partial<ChatRequest>, object, string[]]>([
    ['kimi-k3', {}, { max_tokens: 131_072 }, []],
    ['kimi-k2.6', {}, { max_tokens: 32_768 }, []],
    ['kimi-for-coding', { max_tokens: 99_999 }, { max_tokens: 32_768 }, ['changed max_tokens']],
    ['kimi-k3', { temperature: 1 }, {}, []],
    ['kimi-k3', { temperature: 0.2 }, {}, ['dropped temperature']],
    [
      'kimi-k3',
      { reasoning_effort: 'medium' },
      { output_config: { effort: 'high' } },
      ['changed reasoning_effort'],
    ],
    ['kimi-k2.6', { thinking: { type: 'disabled' } }, { thinking: { type: 'disabled' } }, []],
    [
      'kimi-k2.6',
      { reasoning_effort: 'none' },
      { thinking: { type: 'disabled' } },
      ['changed reasoning_effort'],
    ],
    ['kimi-k2.6', { stop: ['A', 'x'.repeat(40)] }, { stop_sequences: ['A'] }, ['dropped stop']],
    ['kimi-k2.6', { user: 'u-1' }, { metadata: { user_id: 'u-1' } }, []],
    [
      'kimi-k2.6',
      { tools: [tool], tool_choice: named },
      { tool_choice: { type: 'tool', name: 'clock' }, thinking: { type: 'disabled' } },
      ['changed thinking'],
    ],
    [
      'kimi-k3',
      { tools: [tool], tool_choice: 'required' },
      { tool_choice: { type: 'any' }, tools: [{ name: 'clock', input_schema: tool.function.parameters }] },
      [],
    ],
    [
      'kimi-k2.7-code',
      { tools: [tool], tool_choice: 'required' },
      { tool_choice: { type: 'auto' } },
      ['changed tool_choice'],
    ],
    [
      'kimi-k3',
      { tools: [{ type: 'builtin_function', function: { name: '$web_search' } }] },
      {},
      ['dropped tools'],
    ],
  ])('%s: %j', (id, request, expected, warnings) => {
    const { body, warned } = encode(id, request);
    expect(body).toMatchObject(expected);
    expect(body).not.toHaveProperty('temperature');
    expect(warned).toEqual(warnings);
  });

  it('fills in thinking that Kimi demands and nobody has', () => {
    const tool_calls = [{ id: 'a', type: 'function', function: { name: 'clock', arguments: '{}' } }];
    const { body, warned } = encode('kimi-k3', {
      messages: [
        { role: 'user', content: 'Time?' },
        { role: 'assistant', content: null, tool_calls },
        { role: 'tool', tool_call_id: 'a', content: '12:00' },
      ],
    });
    expect(JSON.stringify(body['messages'])).toContain('{"type":"thinking","thinking":" ","signature":""}');
    expect(warned).toEqual(['changed messages.reasoning_content']);
  });

  it('refuses pictures by address, which Kimi does not fetch', () => {
    const content = [{ type: 'image_url', image_url: { url: 'https://example.com/a.png' } }];
    expect(() => encode('kimi-k3', { messages: [{ role: 'user', content }] })).toThrow(APIError);
  });
});

it.each([
  [
    { type: 'error', error: { type: 'exceeded_current_quota_error', message: 'x' }, request_id: 'r' },
    429,
    'quota_exhausted',
  ],
  [{ type: 'error', error: { type: 'engine_overloaded_error', message: 'x' } }, 200, 'overloaded'],
  [{ error: { message: 'The API Key appears to be invalid or may have expired' } }, 401, 'authentication'],
  [{ type: 'error', error: { type: 'overloaded_error', message: 'x' } }, 529, 'overloaded'],
])('knows %j', (json, status, kind) => {
  const response = { status, headers: {}, json, text: JSON.stringify(json), nowMs: 0 };
  expect(kimiAnthropicCodec.mapError(response).kind).toBe(kind);
});
