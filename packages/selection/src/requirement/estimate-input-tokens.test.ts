import type { ChatRequest } from '@reg/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { estimateInputTokens } from './estimate-input-tokens.js';
import { textTokens } from './text-tokens.js';

const estimate = (content: unknown, changes: Partial<ChatRequest> = {}): number =>
  estimateInputTokens({
    model: 'auto',
    messages: [{ role: 'user', content } as ChatRequest['messages'][number]],
    ...changes,
  });

describe('textTokens', () => {
  // Counted with the published tokenizers' usual ratios: about 4 letters, 0.7 tokens a Han character, a token for
  // each one to three digits.
  it.each([
    ['English', 'The quick brown fox jumps over the lazy dog. '.repeat(20), 200],
    ['code', 'if (value !== undefined) { return value.map((item) => item.id); }\n'.repeat(20), 380],
    ['Chinese', '今天天气很好，我们去公园散步吧。'.repeat(20), 220],
    ['Korean', '오늘 날씨가 정말 좋네요. '.repeat(20), 200],
    ['digits', '31415926535897932384'.repeat(20), 140],
  ])('does not count too few tokens in %s', (_what, text, atLeast) => {
    expect(textTokens(text)).toBeGreaterThanOrEqual(atLeast);
    expect(textTokens(text)).toBeLessThan(atLeast * 2.5);
  });

  it('samples long texts within a margin of the full count', () => {
    const piece = 'A sentence of words, 42 digits and 一些汉字. ';
    const exact = textTokens(piece.repeat(100)) * 100;
    const sampled = textTokens(piece.repeat(10_000));
    expect(sampled).toBeGreaterThan(exact * 0.98);
    expect(sampled).toBeLessThan(exact * 1.25);
  });

  it('counts short and long texts alike', () => {
    const unit = fc.oneof(
      fc.string({ unit: 'binary', minLength: 1 }),
      fc.constantFrom('\ud83d', '\ude00', 'ა', 'é'),
    );
    fc.assert(
      fc.property(unit, (text) => {
        const once = textTokens(text);
        expect(textTokens(text.repeat(50))).toBeCloseTo(50 * once, 6);
      }),
    );
  });

  it('adds up and is never negative', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (left, right) => {
        expect(textTokens(left + right)).toBeCloseTo(textTokens(left) + textTokens(right), 6);
        expect(textTokens(left)).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});

describe('estimateInputTokens', () => {
  it('counts an image by a fixed sum, not by the length of its data', () => {
    const image = { type: 'image_url', image_url: { url: `data:image/png;base64,${'A'.repeat(1_000_000)}` } };
    expect(estimate([image])).toBeLessThan(2_500);
    const second = estimate([image, image]) - estimate([image]);
    expect(second).toBeGreaterThan(2_048 * 0.93);
    expect(second).toBeLessThan(2_048 * 1.07);
  });

  it('counts text wherever it is: parts, names, reasoning, tool calls, tools, schemas', () => {
    const text = 'one two three four five six seven eight nine ten '.repeat(10);
    const least = Math.floor(textTokens(text));
    const base = estimate('');
    const call = { id: 'c', type: 'function', function: { name: 'f', arguments: text } };
    const schema = { type: 'json_schema', json_schema: { name: 's', schema: { description: text } } };
    const assistant = (fields: object) =>
      estimate('', { messages: [{ role: 'assistant', content: '', ...fields }] });
    expect(estimate([{ type: 'text', text }]) - base).toBeGreaterThanOrEqual(least);
    expect(estimate([{ type: 'unheard_of', note: text }]) - base).toBeGreaterThanOrEqual(least);
    expect(assistant({ reasoning_content: text }) - base).toBeGreaterThanOrEqual(least);
    expect(assistant({ tool_calls: [call] }) - base).toBeGreaterThanOrEqual(least);
    expect(assistant({ name: text }) - base).toBeGreaterThanOrEqual(least);
    expect(estimate('', { response_format: schema }) - base).toBeGreaterThanOrEqual(least);
    const tools = [{ type: 'function', function: { name: 'f', description: text, parameters: {} } }];
    expect(estimate('', { tools }) - base).toBeGreaterThanOrEqual(least);
  });

  it('takes anything that JSON can hold without falling over', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const tools = [value] as unknown as NonNullable<ChatRequest['tools']>;
        expect(estimate([value, { type: 'text', text: value }], { tools })).toBeGreaterThan(0);
      }),
    );
    let nested: unknown = 'deep';
    for (let depth = 0; depth < 10_000; depth += 1) nested = [nested];
    expect(estimate('', { tools: [nested] as NonNullable<ChatRequest['tools']> })).toBeGreaterThan(0);
  });
});
