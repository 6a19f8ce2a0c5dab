import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFreeformInputReader } from './freeform-input.js';

function read(pieces: readonly string[]): { input: string; isWhole: boolean } {
  const reader = createFreeformInputReader();
  const pushed = pieces.map((piece) => reader.push(piece)).join('');
  const { rest, isWhole } = reader.end();
  return { input: pushed + rest, isWhole };
}

describe('the text in the arguments of a free-form tool', () => {
  it.each<[string, string, boolean]>([
    ['{"input":"a\\nb"}', 'a\nb', true],
    [' { "input" : "x" } ', 'x', true],
    ['{"input":"\\u00e9 \\ud83d\\ude00 \\" \\\\ \\/"}', 'é 😀 " \\ /', true],
    ['{"input":"half \\ud83d and half \\ude00"}', 'half \ufffd and half \ufffd', true],
    ['{"input":"no such \\uZZZZ"}', 'no such \ufffd', true],
    ['{"input":"real\nnewline"}', 'real\nnewline', true],
    ['{"patch":"x"}', 'x', true],
    ['{"a":1,"input":"x"}', 'x', true],
    ['"bare"', 'bare', true],
    ['plain words', 'plain words', true],
    ['{"a":1}', '{"a":1}', true],
    ['', '', true],
    ['{"input":"broken o', 'broken o', false],
    ['{"input":"broken \\', 'broken ', false],
    ['{"input":"x"', 'x', false],
    ['{"patch":"bro', '{"patch":"bro', false],
  ])('of %j is %j', (argumentsText, input, isWhole) => {
    expect(read([argumentsText])).toEqual({ input, isWhole });
  });

  it('is the same however it is cut, and no piece holds half a character', () => {
    const cut = fc.array(fc.nat({ max: 400 }), { maxLength: 12 });
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 80 }), cut, fc.boolean(), (input, cuts, isAscii) => {
        const json = JSON.stringify({ input });
        const text = isAscii ? json.replace(/[^\x20-\x7e]/g, escaped) : json;
        const at = [...cuts, text.length].map((place) => Math.min(place, text.length)).sort((a, b) => a - b);
        const pieces = at.map((end, index) => text.slice(index === 0 ? 0 : at[index - 1], end));
        const reader = createFreeformInputReader();
        const read = pieces.map((piece) => reader.push(piece));
        expect(reader.end()).toEqual({ rest: '', isWhole: true });
        expect(read.join('')).toBe(input);
        if (isAscii) for (const piece of read) expect(piece.isWellFormed()).toBe(true);
      }),
    );
  });
});

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
