import { expect, it } from 'vitest';
import { thinkingBlocksOf } from './thinking-blocks.js';

it('reads well-formed blocks, whoever wrote them', () => {
  const thinking_blocks = [
    { type: 'thinking', thinking: 'hm', signature: 'sig', provider: 'kimi', extra: 1 },
    { type: 'thinking', thinking: 'hm' },
    { type: 'redacted_thinking', data: 'abc' },
    { type: 'redacted_thinking' },
    { type: 'text', text: 'x' },
    null,
    7,
  ];
  expect(thinkingBlocksOf({ thinking_blocks })).toEqual([
    { type: 'thinking', thinking: 'hm', signature: 'sig', provider: 'kimi' },
    { type: 'thinking', thinking: 'hm', signature: '', provider: '' },
    { type: 'redacted_thinking', data: 'abc', provider: '' },
  ]);
});

it.each([{}, { thinking_blocks: null }, { thinking_blocks: 'x' }, { thinking_blocks: {} }])(
  'finds none in %j',
  (part) => {
    expect(thinkingBlocksOf(part)).toEqual([]);
  },
);
