import type { AssistantMessage, ChatCompletion } from '@reg/core';
import { describe, expect, it } from 'vitest';
import { contentFrom } from './content-from.js';
import { warningsFrom } from './warnings-from.js';

const completion = (message: Partial<AssistantMessage>): ChatCompletion => ({
  ...{ id: 'a-1', object: 'chat.completion', created: 0, model: 'm' },
  choices: [{ index: 0, message: { role: 'assistant', content: null, ...message }, finish_reason: 'stop' }],
});
const call = (id: string, text: string) => ({
  ...{ id, type: 'function' },
  function: { name: 'look', arguments: text },
});

describe('contentFrom', () => {
  it.each<[string, Partial<AssistantMessage>, object[]]>([
    ['nothing', {}, []],
    ['an empty text', { content: '', reasoning_content: '' }, []],
    ['a text', { content: 'hi' }, [{ type: 'text', text: 'hi' }]],
    ['a refusal', { refusal: 'no' }, [{ type: 'text', text: 'no' }]],
    [
      'a thought, a text and calls, in this order',
      { tool_calls: [call('c0', '{"at":1}'), call('c1', '')], content: 'hi', reasoning_content: 'hm' },
      [
        { type: 'reasoning', text: 'hm' },
        { type: 'text', text: 'hi' },
        { type: 'tool-call', toolCallId: 'c0', toolName: 'look', input: '{"at":1}' },
        { type: 'tool-call', toolCallId: 'c1', toolName: 'look', input: '{}' },
      ],
    ],
  ])('has %s', (_what, message, expected) => {
    expect(contentFrom(completion(message))).toEqual(expected);
  });
});

describe('warningsFrom', () => {
  const warning = { provider: 'glm', model: 'glm-5', message: 'why' };

  it.each([
    ['dropped', 'top_k', { type: 'unsupported', feature: 'topK', details: 'glm/glm-5: why' }],
    [
      'changed',
      'reasoning_effort',
      { type: 'compatibility', feature: 'reasoning', details: 'glm/glm-5: why' },
    ],
    [
      'dropped',
      'thinking.keep',
      { type: 'unsupported', feature: 'thinking.keep', details: 'glm/glm-5: why' },
    ],
  ] as const)('tells what was %s of %s by the name of the AI SDK', (action, parameter, expected) => {
    expect(warningsFrom([{ ...warning, action, parameter }])).toEqual([expected]);
  });

  it('does not tell a renaming, which changes nothing', () => {
    expect(warningsFrom([{ ...warning, action: 'renamed', parameter: 'max_tokens' }])).toEqual([]);
  });
});
