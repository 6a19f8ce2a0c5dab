import { noUsage, type AssistantMessage, type ChatCompletion, type FinishReason } from '@reg/core';
import { describe, expect, it } from 'vitest';
import { messageFromCompletion } from './message-from-completion.js';
import type { ThinkingDisplay } from './thinking-from-anthropic.js';
import { sealThinking, shownThinkingSignature } from './sealed-thinking.js';

function completionOf(
  message: Partial<AssistantMessage>,
  finish_reason: FinishReason = 'stop',
  rest: Partial<ChatCompletion> = {},
): ChatCompletion {
  return {
    id: 'chatcmpl-1',
    object: 'chat.completion',
    created: 1,
    model: 'kimi-k2.6',
    choices: [{ index: 0, message: { role: 'assistant', content: null, ...message }, finish_reason }],
    ...rest,
  };
}

function messageOf(completion: ChatCompletion, thinking: ThinkingDisplay = 'shown', stops: string[] = []) {
  return messageFromCompletion(completion, {
    view: { thinking, stopSequences: stops },
    counted: { ...noUsage, inputTokens: 7, outputTokens: 2 },
    refuse: (message) => new RangeError(message),
  });
}

const text = (value: string) => ({ type: 'text', text: value, citations: null });
const call = (args: string) => ({ id: 'call_1', type: 'function', function: { name: 'f', arguments: args } });
const use = (input: object) => ({ type: 'tool_use', id: 'call_1', name: 'f', input });

describe('the content of a message', () => {
  it.each<[string, Partial<AssistantMessage>, ThinkingDisplay, unknown[]]>([
    ['text', { content: 'hi' }, 'shown', [text('hi')]],
    ['nothing', { content: '' }, 'shown', []],
    ['a refusal', { content: null, refusal: 'no' }, 'shown', [text('no')]],
    [
      'thinking that is shown',
      { content: 'hi', reasoning_content: 'hm' },
      'shown',
      [{ type: 'thinking', thinking: 'hm', signature: shownThinkingSignature }, text('hi')],
    ],
    [
      'thinking that is sealed',
      { content: 'hi', reasoning_content: 'hm' },
      'sealed',
      [{ type: 'thinking', thinking: '', signature: sealThinking('hm') }, text('hi')],
    ],
    ['thinking that nobody asked for', { content: 'hi', reasoning_content: 'hm' }, 'hidden', [text('hi')]],
    [
      'thinking that nobody asked for, beside a call',
      { content: 'hi', reasoning_content: 'hm', tool_calls: [call('{"a":1}')] },
      'hidden',
      [text('hi'), { type: 'redacted_thinking', data: sealThinking('hm') }, use({ a: 1 })],
    ],
    ['calls', { tool_calls: [call('{"a":[1]}'), call('')] }, 'shown', [use({ a: [1] }), use({})]],
  ])('%s', (_name, message, thinking, expected) => {
    expect(messageOf(completionOf(message), thinking).content).toEqual(expected);
  });

  it('has no call whose arguments are no object', () => {
    for (const args of ['{"a":', '[1]', '"x"', 'null', '12', '{"a":1} and more']) {
      expect(() => messageOf(completionOf({ tool_calls: [call(args)] }, 'tool_calls'))).toThrow(RangeError);
    }
  });

  it('shows what the token limit left of a call, marked as no input', () => {
    const message = messageOf(completionOf({ tool_calls: [call('{"a":')] }, 'length'));
    expect(message).toMatchObject({
      stop_reason: 'max_tokens',
      content: [use({ INVALID_JSON: '{"a":' })],
    });
  });
});

describe('the end of a message', () => {
  it.each<[FinishReason, Partial<AssistantMessage>, string]>([
    ['stop', { content: 'x' }, 'end_turn'],
    ['length', { content: 'x' }, 'max_tokens'],
    ['length', { tool_calls: [call('{}')] }, 'max_tokens'],
    ['tool_calls', { tool_calls: [call('{}')] }, 'tool_use'],
    ['stop', { tool_calls: [call('{}')] }, 'tool_use'],
    ['tool_calls', { content: 'x' }, 'end_turn'],
    ['content_filter', { content: 'x' }, 'refusal'],
    ['stop', { refusal: 'no' }, 'refusal'],
  ])('%s with %j is %s', (finish, message, expected) => {
    expect(messageOf(completionOf(message, finish))).toMatchObject({
      stop_reason: expected,
      stop_sequence: null,
    });
  });

  it.each([
    ['stop_reason', 'END', 'stop_sequence', 'END'],
    ['matched_stop', 'END', 'stop_sequence', 'END'],
    ['stop_reason', 'other', 'end_turn', null],
    ['matched_stop', 2, 'end_turn', null],
  ])('with %s %j beside the choice is %s', (field, value, reason, sequence) => {
    const completion = completionOf({ content: 'x' });
    const choices = completion.choices.map((choice) => ({ ...choice, [field]: value }));
    expect(messageOf({ ...completion, choices }, 'shown', ['END'])).toMatchObject({
      stop_reason: reason,
      stop_sequence: sequence,
    });
  });
});

describe('the usage of a message', () => {
  const usageOf = (usage?: ChatCompletion['usage']) =>
    messageOf(completionOf({ content: 'x' }, 'stop', usage === undefined ? {} : { usage })).usage;

  it('counts cached tokens apart from the input', () => {
    expect(
      usageOf({
        prompt_tokens: 100,
        completion_tokens: 20,
        total_tokens: 120,
        prompt_tokens_details: { cached_tokens: 64 },
        completion_tokens_details: { reasoning_tokens: 5 },
      }),
    ).toEqual({
      input_tokens: 36,
      cache_creation_input_tokens: 0,
      cache_read_input_tokens: 64,
      output_tokens: 20,
      output_tokens_details: { thinking_tokens: 5 },
    });
  });

  it('counts what was written into a cache apart, where a vendor tells', () => {
    const usage = { prompt_tokens: 100, completion_tokens: 1, total_tokens: 101 };
    expect(usageOf({ ...usage, cache_creation_input_tokens: 40 })).toMatchObject({
      input_tokens: 60,
      cache_creation_input_tokens: 40,
    });
  });

  it('is reg’s own count where the vendor has none', () => {
    expect(usageOf()).toMatchObject({ input_tokens: 7, output_tokens: 2 });
  });
});

it('has an id of its dialect, and the vendor’s in it', () => {
  expect(messageOf(completionOf({ content: 'x' })).id).toBe('msg_chatcmpl-1');
  expect(messageOf(completionOf({ content: 'x' }, 'stop', { id: 'msg_9' })).id).toBe('msg_9');
});
