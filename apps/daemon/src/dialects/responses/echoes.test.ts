import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answerIdsFrom } from './answer-ids.js';
import { callIdFrom, vendorIdFrom } from './call-id.js';
import { maxSealedCharacters, sealReasoning, unsealReasoning } from './sealed-reasoning.js';

describe('what a client sends back', () => {
  it('is the id that the vendor gave its call', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, unit: 'grapheme' }), fc.string(), (vendorId, answerId) => {
        expect(vendorIdFrom(callIdFrom(vendorId, answerId))).toBe(vendorId);
      }),
    );
  });

  it('is that id unchanged when nobody could mistake it, and unique per answer when one could', () => {
    expect(callIdFrom('call_abcdefghijklmnop', 'a')).toBe('call_abcdefghijklmnop');
    expect(callIdFrom('get_weather:0', 'a')).toMatch(/^call_reg_[0-9a-f]{8}_[\w-]+$/);
    expect(callIdFrom('get_weather:0', 'a')).not.toBe(callIdFrom('get_weather:0', 'b'));
    expect(vendorIdFrom('call_of_another')).toBe('call_of_another');
  });

  it('is the reasoning that was sealed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(unsealReasoning(sealReasoning(text))).toBe(text);
      }),
    );
  });

  it('is nothing for a foreign seal, and no text for what was too long', () => {
    expect(unsealReasoning('gAAAAABo')).toBeUndefined();
    expect(unsealReasoning(7)).toBeUndefined();
    expect(unsealReasoning(sealReasoning('x'.repeat(maxSealedCharacters + 1)))).toBe('');
  });
});

it('gives answers of small numbers ids of their own', () => {
  const first = answerIdsFrom('req-1', 'chatcmpl-17');
  const second = answerIdsFrom('req-2', 'chatcmpl-17');
  expect(first.response).not.toBe(second.response);
  expect(first.item('msg', 0)).not.toBe(second.item('msg', 0));
  expect(first.item('msg', 0)).not.toBe(first.item('msg', 1));
  expect(answerIdsFrom('req-1', 'chatcmpl-17').response).toBe(first.response);
});
