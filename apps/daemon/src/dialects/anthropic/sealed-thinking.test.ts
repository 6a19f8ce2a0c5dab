import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sealThinking, unsealThinking } from './sealed-thinking.js';

describe('a seal', () => {
  it('gives back what it was put on, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (text) => {
        expect(unsealThinking(sealThinking(text))).toBe(text);
      }),
    );
  });

  it('is plainly reg’s, and safe in JSON and headers', () => {
    expect(sealThinking('ü "x"\n')).toMatch(/^reg\.thinking\.1\.[A-Za-z0-9_-]+$/);
  });

  it('does not carry texts without bounds', () => {
    expect(sealThinking('x'.repeat(2_000_000)).length).toBeLessThan(100);
  });

  it.each([undefined, null, 5, '', 'EqoBCkgIARABGAI', 'reg.thinking.2.QQ'])('%j is not reg’s', (value) => {
    expect(unsealThinking(value)).toBeUndefined();
  });
});
