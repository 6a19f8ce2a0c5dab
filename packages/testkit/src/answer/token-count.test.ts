import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chunkText } from './chunk-text.js';
import { countTokens, splitTokens } from './token-count.js';

describe('splitTokens', () => {
  it.each([
    ['Hello there', ['Hello', ' there']],
    ['internationally', ['intern', 'ationa', 'lly']],
    ['你好 world!', ['你', '好', ' world', '!']],
    ['a  b\n\nc', ['a', '  ', 'b', '\n\n', 'c']],
    ['🌍 é', ['🌍', ' é']],
    ['', []],
  ])('cuts %j', (text, tokens) => {
    expect(splitTokens(text)).toEqual(tokens);
  });

  it('loses nothing: the tokens and the chunks of any text joined are the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 1, max: 9 }), (text, size) => {
        expect(splitTokens(text).join('')).toBe(text);
        expect(
          chunkText(text, size)
            .map((chunk) => chunk.text)
            .join(''),
        ).toBe(text);
        expect(chunkText(text, size).reduce((sum, chunk) => sum + chunk.tokens, 0)).toBe(countTokens(text));
      }),
    );
  });
});
