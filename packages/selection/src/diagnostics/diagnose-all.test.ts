import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { providerFacts } from '../testing-fixtures/provider-facts.js';
import { diagnoseAll } from './diagnose-all.js';

describe('diagnoseAll', () => {
  it('has one order, by priority and then by name, however the providers come', () => {
    const providers = ['box', 'glm', 'kimi', 'Abc', 'zoo'].map((provider) => providerFacts({ provider }));
    const context = { nowMs: 0, providerPriority: ['KIMI', 'glm'] };
    fc.assert(
      fc.property(fc.shuffledSubarray(providers, { minLength: providers.length }), (shuffled) => {
        expect(diagnoseAll(shuffled, context).map((row) => row.provider)).toEqual([
          'kimi',
          'glm',
          'Abc',
          'box',
          'zoo',
        ]);
      }),
    );
  });

  it('has none for no providers', () => {
    expect(diagnoseAll([], { nowMs: 0, providerPriority: [] })).toEqual([]);
  });
});
