import { APIError } from '@reg/core';
import { describe, expect, it } from 'vitest';
import { context } from '../../test/decode-context.js';
import { completionFromMessage } from './completion-from-message.js';

const message = (more: Record<string, unknown>) => ({
  id: 'msg_1',
  type: 'message',
  role: 'assistant',
  model: 'm-1',
  content: [{ type: 'text', text: 'Hello' }],
  stop_reason: 'end_turn',
  stop_sequence: null,
  container: null,
  usage: { input_tokens: 10, output_tokens: 4 },
  ...more,
});
const decode = (more: Record<string, unknown>) => completionFromMessage(message(more), context);

it('is a chat completion, without the nulls of another dialect', () => {
  expect(decode({})).toEqual({
    id: 'msg_1',
    object: 'chat.completion',
    created: context.nowSeconds,
    model: 'm-1',
    choices: [{ index: 0, message: { role: 'assistant', content: 'Hello' }, finish_reason: 'stop' }],
    usage: { prompt_tokens: 10, completion_tokens: 4, total_tokens: 14 },
  });
});

it('carries text, thinking with its signature, and calls', () => {
  const content = [
    { type: 'thinking', thinking: 'first ', signature: 'sig' },
    { type: 'redacted_thinking', data: 'abc' },
    { type: 'thinking', thinking: 'then', signature: '' },
    { type: 'text', text: 'Let me ' },
    { type: 'text', text: 'see.' },
    { type: 'tool_use', id: 'toolu_1', name: 'get_weather', input: { city: 'Bonn' } },
    { type: 'tool_use', id: 'toolu_2', name: 'now', input: {} },
  ];
  expect(decode({ content, stop_reason: 'tool_use' }).choices[0]).toEqual({
    index: 0,
    finish_reason: 'tool_calls',
    message: {
      role: 'assistant',
      content: 'Let me see.',
      reasoning_content: 'first then',
      thinking_blocks: [
        { type: 'thinking', thinking: 'first ', signature: 'sig', provider: 'box' },
        { type: 'redacted_thinking', data: 'abc', provider: 'box' },
      ],
      tool_calls: [
        { id: 'toolu_1', type: 'function', function: { name: 'get_weather', arguments: '{"city":"Bonn"}' } },
        { id: 'toolu_2', type: 'function', function: { name: 'now', arguments: '{}' } },
      ],
    },
  });
});

it.each([
  ['end_turn', 'stop'],
  ['stop_sequence', 'stop'],
  ['max_tokens', 'length'],
  ['tool_use', 'tool_calls'],
  ['refusal', 'content_filter'],
  ['pause_turn', 'length'],
  ['something new', 'stop'],
])('ends with %s as %s', (stop_reason, finish) => {
  expect(decode({ stop_reason }).choices[0]?.finish_reason).toBe(finish);
});

it('names the stop text that ended it where reg’s own dialects look for it', () => {
  const { choices } = decode({ stop_reason: 'stop_sequence', stop_sequence: 'END' });
  expect(choices[0]).toMatchObject({ finish_reason: 'stop', stop_reason: 'END' });
});

it('adds up the kinds of input, and tells the cached ones apart', () => {
  const usage = {
    input_tokens: 55,
    cache_read_input_tokens: 2_496,
    cache_creation_input_tokens: 100,
    output_tokens: 7,
    output_tokens_details: { thinking_tokens: 3 },
    service_tier: 'standard',
    server_tool_use: null,
  };
  expect(decode({ usage }).usage).toEqual({
    prompt_tokens: 2_651,
    completion_tokens: 7,
    total_tokens: 2_658,
    prompt_tokens_details: { cached_tokens: 2_496 },
    cache_creation_input_tokens: 100,
    completion_tokens_details: { reasoning_tokens: 3 },
    service_tier: 'standard',
  });
});

it.each([undefined, null, {}, { input_tokens: 5 }, { input_tokens: 0, output_tokens: 0 }])(
  'has no usage for %j: what nobody counted is not zero',
  (usage) => {
    expect(decode({ usage })).not.toHaveProperty('usage');
  },
);

it('keeps what it does not know readable', () => {
  const search = { type: 'server_tool_use', id: 's', name: 'web_search', input: {} };
  const cited = { type: 'text', text: 'So.', citations: [{ cited_text: 'x' }] };
  const completion = decode({ content: [search, cited], context_management: { applied_edits: [] } });
  expect(completion['context_management']).toEqual({ applied_edits: [] });
  expect(completion.choices[0]?.message['anthropic_blocks']).toEqual([search, cited]);
  expect(completion.choices[0]?.message.content).toBe('So.');
});

describe('what is no answer', () => {
  it.each<[string, unknown, string]>([
    ['no JSON object', [], 'no content'],
    ['no content', { type: 'message', stop_reason: 'end_turn' }, 'no content'],
    ['no end', message({ stop_reason: null }), 'no stop reason'],
    ['nothing in it', message({ content: [] }), 'empty'],
    ['an empty text', message({ content: [{ type: 'text', text: '' }] }), 'empty'],
    ['a failure', message({ stop_reason: 'network_error' }), 'stopped in the middle'],
  ])('is refused: %s', (_, body, reason) => {
    const refused = (): unknown => completionFromMessage(body, context);
    expect(refused).toThrow(APIError);
    expect(refused).toThrow(reason);
  });

  it('may be empty when its limit was used up by thinking', () => {
    expect(decode({ content: [], stop_reason: 'max_tokens' }).choices[0]?.finish_reason).toBe('length');
  });
});
