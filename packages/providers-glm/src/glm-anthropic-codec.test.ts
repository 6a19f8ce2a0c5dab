import type { ChatRequest } from '@reg/core';
import { describe, expect, it } from 'vitest';
import { glmModel } from '../test/encode-for.js';
import { glmAnthropicCodec } from './glm-anthropic-codec.js';

function encode(modelId: string, request: Partial<ChatRequest> = {}) {
  const warned: string[] = [];
  const body = glmAnthropicCodec.encodeRequest(
    { model: modelId, messages: [{ role: 'user', content: 'Hello' }], ...request },
    {
      provider: 'glm',
      model: glmModel(modelId),
      stream: false,
      warn: ({ action, parameter }) => warned.push(`${action} ${parameter}`),
    },
  );
  return { body, warned };
}

const tool = { type: 'function', function: { name: 'clock', parameters: { type: 'object' } } };

it.each<[string, Partial<ChatRequest>, object, string[]]>([
  ['glm-5.3', {}, { max_tokens: 65_536 }, []],
  ['glm-4.6v', {}, { max_tokens: 32_768 }, []],
  ['glm-5.3', { temperature: 0 }, { temperature: 0 }, []],
  ['glm-5.3', { temperature: 1.4 }, { temperature: 1 }, ['changed temperature']],
  ['glm-5.3', { top_k: 4 }, {}, ['dropped top_k']],
  ['glm-5.3', { parallel_tool_calls: false }, {}, ['dropped parallel_tool_calls']],
  ['glm-5.3', { stop: ['A', 'B'] }, { stop_sequences: ['A'] }, ['changed stop']],
  ['glm-5.3', { user: 'u' }, { metadata: { user_id: 'u' } }, []],
  [
    'glm-5.3',
    { reasoning_effort: 'medium' },
    { output_config: { effort: 'high' } },
    ['changed reasoning_effort'],
  ],
  ['glm-5.3', { thinking: { type: 'disabled' } }, { output_config: { effort: 'low' } }, ['changed thinking']],
  ['glm-4.7', { thinking: { type: 'disabled' } }, { thinking: { type: 'disabled' } }, []],
  [
    'glm-4.7',
    { tools: [tool], tool_choice: 'required' },
    { tools: [{ name: 'clock', description: 'clock', input_schema: { type: 'object' } }] },
    ['changed tools.function.description', 'dropped tool_choice'],
  ],
])('keeps the rules of %s in this protocol too: %j', (id, request, expected, warnings) => {
  const { body, warned } = encode(id, request);
  expect(body).toMatchObject(expected);
  for (const name of ['top_k', 'parallel_tool_calls', 'tool_choice', 'do_sample', 'request_id'])
    expect(body).not.toHaveProperty(name);
  expect(warned.sort()).toEqual(warnings);
});

describe('an error', () => {
  const map = (status: number, json: unknown) =>
    glmAnthropicCodec.mapError({ status, headers: {}, json, text: JSON.stringify(json), nowMs: 0 });
  const inMessages = (error: object) => ({ type: 'error', error: { type: 'rate_limit_error', ...error } });
  const quota = '[1113][Insufficient balance or no resource package. Please recharge.][req-1]';

  it.each([
    [429, inMessages({ code: '1113', message: quota }), 'quota_exhausted', '1113'],
    [429, inMessages({ message: quota }), 'quota_exhausted', '1113'],
    [429, inMessages({ message: '[1302][Rate limit reached for requests]' }), 'rate_limited', '1302'],
    [
      200,
      { error: { code: '1302', message: 'High concurrency usage' }, request_id: 'r' },
      'rate_limited',
      '1302',
    ],
    [200, { code: 401, msg: 'token expired or incorrect', success: false }, 'authentication', '401'],
    [529, inMessages({ type: 'overloaded_error', message: 'Busy' }), 'overloaded', 'overloaded_error'],
    [429, inMessages({ message: 'plain words' }), 'rate_limited', 'rate_limit_error'],
  ])('of HTTP %d, %j, is %s', (status, json, kind, vendorCode) => {
    expect(map(status, json)).toMatchObject({ kind, vendorCode });
  });

  it('is told without the brackets, with the id of the request', () => {
    const facts = map(429, inMessages({ code: '1113', message: quota }));
    expect(facts.message).toMatch(/^Insufficient balance/);
    expect(facts.message).not.toMatch(/[[\]]/);
    expect(facts.vendorRequestId).toBe('req-1');
  });

  it('says when a plan comes back', () => {
    const message = '[1308][Usage limit reached for 5 hour. Your limit will reset at 1970-01-01 09:00:00][r]';
    expect(map(429, inMessages({ code: '1308', message }))).toMatchObject({
      kind: 'quota_exhausted',
      retryAfterMs: 3_600_000,
    });
  });
});
