import type { ModelResolution } from '@reg/core';
import { describe, expect, it } from 'vitest';
import { modelMapFindings } from './model-map-findings.js';

const context = {
  categories: ['balanced', 'fast_response'],
  resolveModel(name: string): ModelResolution {
    if (name === 'glm-5') return { kind: 'found', targets: ['glm/glm-5'] };
    if (name === 'old') return { kind: 'retired', target: 'kimi/old', successor: 'kimi-k3' };
    return { kind: 'unknown', nearMatches: name === 'glm-55' ? ['glm-5'] : [] };
  },
};

const messagesOf = (...rows: readonly (readonly [string, string])[]) =>
  modelMapFindings(
    rows.map(([match, to]) => ({ match, to })),
    context,
  ).map(({ code, message }) => `${code}: ${message}`);

describe('modelMapFindings', () => {
  it('says nothing of rows that lead to something', () => {
    const good = ['glm-5', 'auto', 'AUTO:balanced', 'fast_response'];
    expect(messagesOf(...good.map((to, index) => [`gpt-${index}`, to] as const))).toEqual([]);
  });

  it.each([
    ['glm-55', 'gpt-4o leads to glm-55, which no provider serves: perhaps glm-5.'],
    ['nobody/has', 'gpt-4o leads to nobody/has, which no provider serves: `reg models` lists what there is.'],
    ['old', 'gpt-4o leads to old, which its vendor has retired: perhaps kimi-k3.'],
    [
      'auto:smart',
      'gpt-4o leads to auto:smart, and there is no such category: perhaps balanced or fast_response.',
    ],
  ])('names a row that leads to %s', (to, message) => {
    expect(messagesOf(['gpt-4o', to])).toEqual([`unserved: ${message}`]);
  });

  it('names a row that a real model hides', () => {
    expect(messagesOf(['glm-5', 'auto'])).toEqual([
      'never_applies: glm-5 never leads to auto: glm/glm-5 serves that name, and real models win.',
    ]);
  });

  it('names a pattern that a wider one before it hides, but no exact name, which is stronger', () => {
    expect(messagesOf(['claude-*', 'auto'], ['claude-*haiku*', 'glm-5'], ['claude-x', 'glm-5'])).toEqual([
      'never_applies: claude-*haiku* never leads to glm-5: claude-* stands before it and takes all its names. Put it first.',
    ]);
    expect(messagesOf(['claude-*haiku*', 'glm-5'], ['claude-*', 'auto'])).toEqual([]);
  });
});
