import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTagReader, separateTags } from './glm-tags.js';

describe('separateTags', () => {
  it.each([
    ['plain', 'plain', ''],
    ['<think>why</think>because', 'because', 'why'],
    ['<think>why</think>\n<|begin_of_box|>42<|end_of_box|>', '\n42', 'why'],
    ['a <think>never closed', 'a ', 'never closed'],
    ['1 < 2 and <b>bold</b>', '1 < 2 and <b>bold</b>', ''],
    ['ends with <thi', 'ends with <thi', ''],
    ['<think>a<think>b</think>c', 'c', 'ab'],
    ['', '', ''],
  ])('%j has the text %j and the thinking %j', (text, content, reasoning) => {
    expect(separateTags(text)).toEqual({ content, reasoning });
  });
});

describe('createTagReader', () => {
  const pieces = fc.array(
    fc.oneof(
      fc.constantFrom('<think>', '</think>', '<|begin_of_box|>', '<|end_of_box|>', '<', '<thi', 'text', '|>'),
      fc.string({ maxLength: 5 }),
    ),
  );

  it('reads the same however the text is cut', () => {
    fc.assert(
      fc.property(pieces, fc.integer({ min: 1, max: 7 }), (parts, size) => {
        const text = parts.join('');
        const reader = createTagReader();
        const read = { content: '', reasoning: '' };
        const add = (next: { content: string; reasoning: string }) => {
          read.content += next.content;
          read.reasoning += next.reasoning;
        };
        for (let at = 0; at < text.length; at += size) add(reader.read(text.slice(at, at + size)));
        add(reader.rest());
        expect(read).toEqual(separateTags(text));
      }),
    );
  });

  it('holds back no more than could become a tag', () => {
    const reader = createTagReader();
    expect(reader.read('answer <')).toEqual({ content: 'answer ', reasoning: '' });
    expect(reader.read('b>')).toEqual({ content: '<b>', reasoning: '' });
  });
});
