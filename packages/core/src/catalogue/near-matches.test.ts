import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeModel } from '../../test/fake-provider.js';
import { catalogueRows } from './catalogue-row.js';
import { editDistance } from './edit-distance.js';
import { nearMatchesOf } from './near-matches.js';

const rows = catalogueRows(
  [
    {
      provider: 'kimi',
      models: [
        ...['kimi-k3', 'kimi-k3.1-pro', 'kimi-k2.6', 'kimi-k2.7-code'].map((id) => describeModel(id)),
        describeModel('kimi-k2', { status: 'retired' }),
      ],
    },
    {
      provider: 'glm',
      models: [describeModel('glm-5.3', { aliases: ['zhipu-best'] }), describeModel('glm-5')],
    },
  ],
  { providerPriority: [] },
);

describe('nearMatchesOf', () => {
  it.each([
    ['kimi-k2.5', 'kimi-k2.6'],
    ['KIMI-K3.1', 'kimi-k3.1-pro'],
    ['glm5', 'glm-5'],
    ['glm-5.3-turbo', 'glm-5.3'],
    ['kimi-k3.1-pr0', 'kimi-k3.1-pro'],
    ['zhipu-bset', 'glm-5.3'],
    ['kimi/k2.6', 'kimi/kimi-k2.6'],
    ['moonshot/kimi-k2.6', 'kimi-k2.6'],
  ])('suggests for %s first of all %s', (wrong, right) => {
    expect(nearMatchesOf(wrong, rows)[0]).toBe(right);
  });

  it('keeps the provider in front of the suggestion when it was in front of the name', () => {
    expect(nearMatchesOf('glm/glm-5.4', rows)[0]).toBe('glm/glm-5.3');
  });

  it('suggests nothing for a name like no other, nor a retired model', () => {
    expect(nearMatchesOf('gpt-4o', rows)).toEqual([]);
    expect(nearMatchesOf('', rows)).toEqual([]);
    expect(nearMatchesOf('kimi-k2', rows)).not.toContain('kimi-k2');
  });

  it('suggests five names at most, each once', () => {
    const many = catalogueRows(
      ['a', 'b'].map((provider) => ({
        provider,
        models: Array.from({ length: 20 }, (_, index) => describeModel(`model-${index}`)),
      })),
      { providerPriority: [] },
    );
    const matches = nearMatchesOf('model-', many);
    expect(matches).toHaveLength(5);
    expect(new Set(matches).size).toBe(5);
  });

  it('does no work for a name of absurd length', () => {
    expect(nearMatchesOf('kimi-k3'.repeat(100_000), rows)).toEqual([]);
  });
});

describe('editDistance', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 7 });

  it('is what the definition says, or more than the limit', () => {
    const byDefinition = (left: string, right: string): number => {
      if (left === '' || right === '') return left.length + right.length;
      const [leftRest, rightRest] = [left.slice(1), right.slice(1)];
      if (left[0] === right[0]) return byDefinition(leftRest, rightRest);
      return (
        1 +
        Math.min(
          byDefinition(leftRest, right),
          byDefinition(left, rightRest),
          byDefinition(leftRest, rightRest),
        )
      );
    };
    fc.assert(
      fc.property(word, word, fc.integer({ min: 0, max: 8 }), (left, right, limit) => {
        expect(editDistance(left, right, limit)).toBe(Math.min(byDefinition(left, right), limit + 1));
      }),
    );
  });
});
