import { APIError, type ChatCompletionChunk } from '@reg/core';
import { describe, expect, it } from 'vitest';
import { context } from '../../test/decode-context.js';
import { createMessageDecoder } from './message-stream.js';

const start = {
  type: 'message_start',
  message: { id: 'msg_1', model: 'm-1', content: [], usage: { input_tokens: 9, output_tokens: 1 } },
};
const begin = (index: number, content_block: unknown) => ({
  type: 'content_block_start',
  index,
  content_block,
});
const grow = (index: number, delta: unknown) => ({ type: 'content_block_delta', index, delta });
const stop = (index: number) => ({ type: 'content_block_stop', index });
const finish = (stop_reason: string, usage: unknown = { output_tokens: 5 }, more: object = {}) => ({
  type: 'message_delta',
  delta: { stop_reason, stop_sequence: null, ...more },
  usage,
});

function decode(...events: unknown[]): ChatCompletionChunk[] {
  const decoder = createMessageDecoder(context);
  return [start, ...events].map(decoder).filter((chunk) => chunk !== undefined);
}

const deltasOf = (...events: unknown[]) => decode(...events).map(({ choices }) => choices[0]?.delta);

it('gives a chunk for each piece, under one id', () => {
  const chunks = decode(
    { type: 'ping' },
    begin(0, { type: 'text', text: '' }),
    grow(0, { type: 'text_delta', text: 'Hel' }),
    grow(0, { type: 'text_delta', text: 'lo' }),
    stop(0),
    finish('end_turn'),
    { type: 'message_stop' },
  );
  expect(chunks.map(({ choices: [choice] }) => [choice?.delta, choice?.finish_reason])).toEqual([
    [{ role: 'assistant', content: '' }, null],
    [{ content: 'Hel' }, null],
    [{ content: 'lo' }, null],
    [{}, 'stop'],
  ]);
  expect(new Set(chunks.map(({ id, model, created }) => `${id} ${model} ${created}`)).size).toBe(1);
  expect(chunks.at(-1)?.usage).toEqual({ prompt_tokens: 9, completion_tokens: 5, total_tokens: 14 });
});

it('carries thinking, and its signature when the block ends', () => {
  expect(
    deltasOf(
      begin(0, { type: 'thinking', thinking: '', signature: '' }),
      grow(0, { type: 'thinking_delta', thinking: 'hm ' }),
      grow(0, { type: 'thinking_delta', thinking: 'hm' }),
      grow(0, { type: 'signature_delta', signature: 'si' }),
      grow(0, { type: 'signature_delta', signature: 'g' }),
      stop(0),
      begin(1, { type: 'redacted_thinking', data: 'abc' }),
      stop(1),
    ).slice(1),
  ).toEqual([
    { reasoning_content: 'hm ' },
    { reasoning_content: 'hm' },
    { thinking_blocks: [{ type: 'thinking', thinking: 'hm hm', signature: 'sig', provider: 'box' }] },
    { thinking_blocks: [{ type: 'redacted_thinking', data: 'abc', provider: 'box' }] },
  ]);
});

it('says no word of a signature that nobody gave', () => {
  const deltas = deltasOf(
    begin(0, { type: 'thinking', thinking: 'so' }),
    grow(0, { type: 'thinking_delta', thinking: ' it is' }),
    stop(0),
  );
  expect(deltas.slice(1)).toEqual([{ reasoning_content: 'so' }, { reasoning_content: ' it is' }]);
});

it('does not hold thinking without bounds for the sake of a signature', () => {
  const deltas = deltasOf(
    begin(0, { type: 'thinking', thinking: '' }),
    ...Array.from({ length: 3 }, () => grow(0, { type: 'thinking_delta', thinking: 'x'.repeat(600_000) })),
    grow(0, { type: 'signature_delta', signature: 'sig' }),
    stop(0),
  );
  expect(deltas).toHaveLength(4);
});

it('counts calls by themselves, whatever the blocks around them', () => {
  expect(
    deltasOf(
      begin(0, { type: 'text', text: 'Look: ' }),
      stop(0),
      begin(1, { type: 'tool_use', id: 'a', name: 'get_weather', input: {} }),
      grow(1, { type: 'input_json_delta', partial_json: '' }),
      grow(1, { type: 'input_json_delta', partial_json: '{"city":' }),
      grow(1, { type: 'input_json_delta', partial_json: '"Bonn"}' }),
      stop(1),
      begin(2, { type: 'tool_use', id: 'b', name: 'now', input: {} }),
      stop(2),
      begin(3, { type: 'tool_use', id: 'c', name: 'at_once', input: { whole: true } }),
      stop(3),
    ).slice(2),
  ).toEqual([
    {
      tool_calls: [{ index: 0, id: 'a', type: 'function', function: { name: 'get_weather', arguments: '' } }],
    },
    { tool_calls: [{ index: 0, function: { arguments: '{"city":' } }] },
    { tool_calls: [{ index: 0, function: { arguments: '"Bonn"}' } }] },
    { tool_calls: [{ index: 1, id: 'b', type: 'function', function: { name: 'now', arguments: '' } }] },
    { tool_calls: [{ index: 1, function: { arguments: '{}' } }] },
    { tool_calls: [{ index: 2, id: 'c', type: 'function', function: { name: 'at_once', arguments: '' } }] },
    { tool_calls: [{ index: 2, function: { arguments: '{"whole":true}' } }] },
  ]);
});

it('takes the counts where they are: GLM tells them at the end only', () => {
  const decoder = createMessageDecoder(context);
  decoder({ ...start, message: { ...start.message, usage: { input_tokens: 0, output_tokens: 0 } } });
  const usage = { input_tokens: 55, cache_read_input_tokens: 2_496, output_tokens: 7 };
  expect(decoder(finish('end_turn', usage))?.usage).toMatchObject({
    prompt_tokens: 2_551,
    completion_tokens: 7,
    prompt_tokens_details: { cached_tokens: 2_496 },
  });
});

it('tells no usage that nobody told, and none at the start', () => {
  expect(decode(finish('end_turn', null)).map(({ usage }) => usage)).toEqual([undefined, undefined]);
});

it('names the stop text', () => {
  const [, end] = decode(finish('stop_sequence', undefined, { stop_sequence: 'END' }));
  expect(end?.choices[0]).toMatchObject({ finish_reason: 'stop', stop_reason: 'END' });
});

it('keeps events readable that it does not know', () => {
  const others = [
    begin(0, { type: 'server_tool_use', id: 's' }),
    grow(1, { type: 'citations_delta', citation: {} }),
    { type: 'something_new', value: 1 },
  ];
  expect(deltasOf(...others).slice(1)).toEqual(others.map((event) => ({ anthropic_event: event })));
});

describe('what cannot be', () => {
  const call = begin(0, { type: 'tool_use', id: 'a', name: 'now', input: {} });
  it.each<[string, unknown[], string]>([
    [
      'input of a tool that never began',
      [grow(0, { type: 'input_json_delta', partial_json: '{' })],
      'before',
    ],
    ['an end inside a call', [call, finish('tool_use')], 'inside a tool call'],
    ['blocks without end', Array.from({ length: 70 }, (_, at) => begin(at, { type: 'text' })), 'too many'],
    ['no object', [7], 'no JSON object'],
    ['a failing end', [finish('network_error')], 'stopped in the middle'],
  ])('is refused: %s', (_, events, reason) => {
    expect(() => decode(...events)).toThrow(APIError);
    expect(() => decode(...events)).toThrow(reason);
  });

  it('but a limit may cut a call anywhere', () => {
    expect(decode(call, finish('max_tokens')).at(-1)?.choices[0]?.finish_reason).toBe('length');
  });
});
