import type { ChatMessage, ChatRequest } from '@reg/core';
import { expect, it } from 'vitest';
import { withoutThinkingBlocks } from './without-thinking-blocks.js';

const signed = { type: 'thinking', thinking: 'hm', signature: 'sig', provider: 'box' };
const sealed = { type: 'redacted_thinking', data: 'abc', provider: 'box' };

function strip(message: Partial<ChatMessage>) {
  const warned: string[] = [];
  const request: ChatRequest = {
    model: 'm',
    messages: [
      { role: 'user', content: 'a' },
      { role: 'assistant', content: 'b', ...message },
    ],
  };
  const stripped = withoutThinkingBlocks(request, ({ parameter }) => warned.push(parameter));
  return { request, stripped, message: stripped.messages[1], warned };
}

it('leaves a request alone that has none', () => {
  const { request, stripped } = strip({ reasoning_content: 'hm' });
  expect(stripped).toBe(request);
});

it.each<[Partial<ChatMessage>, object, string[]]>([
  [{ reasoning_content: 'hm', thinking_blocks: [signed] }, { reasoning_content: 'hm' }, []],
  [{ thinking_blocks: [signed] }, { reasoning_content: 'hm' }, []],
  [{ thinking_blocks: [signed, sealed] }, { reasoning_content: 'hm' }, []],
  [{ thinking_blocks: [sealed] }, {}, ['messages.thinking_blocks']],
  [{ thinking_blocks: 'nonsense' }, {}, []],
])('makes of %j what any server takes', (given, expected, warnings) => {
  const { message, warned } = strip(given);
  expect(message).toEqual({ role: 'assistant', content: 'b', ...expected });
  expect(warned).toEqual(warnings);
});
