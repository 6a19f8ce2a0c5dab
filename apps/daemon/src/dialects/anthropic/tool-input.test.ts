import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createToolInputScan, toolInputFrom } from './tool-input.js';

const pieces = fc.array(fc.nat(40), { maxLength: 8 });

function isWholeIn(text: string, lengths: readonly number[]): boolean {
  const scan = createToolInputScan();
  let rest = text;
  for (const length of lengths) {
    scan.add(rest.slice(0, length));
    rest = rest.slice(length);
  }
  scan.add(rest);
  return scan.isWhole;
}

describe('the scan of a tool’s input', () => {
  const objects = fc.dictionary(fc.string(), fc.jsonValue());

  it('finds every object whole, however it is cut and spaced', () => {
    fc.assert(
      fc.property(objects, fc.nat(2), pieces, (value, indent, lengths) => {
        expect(isWholeIn(`${JSON.stringify(value, null, indent)}\n`, lengths)).toBe(true);
      }),
    );
  });

  it('finds none whole that breaks off', () => {
    fc.assert(
      fc.property(objects, fc.nat(), pieces, (value, at, lengths) => {
        const text = JSON.stringify(value);
        expect(isWholeIn(text.slice(0, 1 + (at % (text.length - 1))), lengths)).toBe(false);
      }),
    );
  });

  it('takes no input at all for an empty one, as the whole answer does', () => {
    expect(isWholeIn('', [])).toBe(true);
    expect(toolInputFrom(' ')).toEqual({});
  });
});
