import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { callIdFrom, toolUseIdFrom } from './tool-use-id.js';

describe('the id of a tool use', () => {
  it('leads back to the vendor’s, whatever that is', () => {
    const id = fc.oneof(fc.string(), fc.string({ unit: 'grapheme' }), fc.constant('toolu_reg_00000000_QQ'));
    fc.assert(
      fc.property(id, fc.string(), (callId, answerId) => {
        const toolUseId = toolUseIdFrom(callId, answerId);
        expect(toolUseId).toMatch(/^[A-Za-z0-9_-]+$/);
        expect(callIdFrom(toolUseId)).toBe(callId);
      }),
    );
  });

  it('is the vendor’s own where that will do', () => {
    expect(toolUseIdFrom('call_8f3b', 'a')).toBe('call_8f3b');
    expect(callIdFrom('toolu_01A09q90qw90lq917835lq9')).toBe('toolu_01A09q90qw90lq917835lq9');
  });

  it('differs between answers for vendors that count anew in each', () => {
    expect(toolUseIdFrom('get_weather:0', 'one')).not.toBe(toolUseIdFrom('get_weather:0', 'two'));
    expect(toolUseIdFrom('get_weather:0', 'one')).toBe(toolUseIdFrom('get_weather:0', 'one'));
  });
});
