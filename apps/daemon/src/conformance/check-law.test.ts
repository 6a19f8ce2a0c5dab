import { describe, expect, it } from 'vitest';
import { differencesFrom, told, type LawContext } from './check-law.js';
import type { Law } from './law.js';
import { nothingSeen, type Seen } from './seen.js';

const context: LawContext = {
  said: { kimi: 'The sea is wide.', glm: 'The sea is deep.' },
  usageOf: { kimi: 12, glm: 13 },
  surface: 'http',
};
const seen = (facts: Partial<Seen>): Seen => ({
  ...nothingSeen,
  outcome: 'whole',
  asked: { kimi: 1, glm: 0 },
  elapsedMs: 5,
  ...facts,
});
const whole: Law = { outcome: 'whole', by: 'kimi', asked: { kimi: 1, glm: 0 }, usage: 'right' };
const kept = seen({ text: 'The sea is wide.', totalTokens: 12, finish: 'stop' });

describe('differencesFrom', () => {
  it('finds none where the law is kept', () => {
    expect(differencesFrom(whole, kept, context)).toEqual([]);
  });

  it.each<[string, Partial<Seen>]>([
    ['another text', { text: 'The sea is' }],
    ["the other vendor's text", { text: 'The sea is deep.' }],
    ['wrong usage', { totalTokens: 24 }],
    ['an attempt too many', { asked: { kimi: 2, glm: 0 } }],
    ['the other vendor asked in vain', { asked: { kimi: 1, glm: 1 } }],
    ['no answer', { outcome: 'hung' }],
    ['a dishonest end', { outcome: 'dishonest', complaints: ['ended without [DONE]'] }],
  ])('finds %s', (_what, facts) => {
    expect(differencesFrom(whole, { ...kept, ...facts }, context)).toHaveLength(1);
  });

  it('judges a refusal by status and code, in process by code alone, and wants Retry-After where the law does', () => {
    const law: Law = { outcome: 'refused', refusal: ['credentials', 'rate_limited'], retryAfter: true };
    const refused = { outcome: 'refused', status: 502, code: 'upstream_credentials_exhausted' } as const;
    expect(differencesFrom(law, seen({ ...refused, retryAfter: '1' }), context)).toEqual([]);
    expect(differencesFrom(law, seen(refused), context)).toEqual(['Retry-After is missing']);
    expect(differencesFrom(law, seen({ ...refused, status: 401, retryAfter: '1' }), context)).toHaveLength(1);
    const inProcess = { ...context, surface: 'in-process' } as const;
    expect(
      differencesFrom(
        law,
        seen({ outcome: 'refused', code: 'all_candidates_failed', retryAfter: '1' }),
        inProcess,
      ),
    ).toEqual([]);
  });

  it('accepts of a broken stream only what the vendor said, and only a code that fits', () => {
    const law: Law = { outcome: 'broken', code: 'stream_truncated' };
    const broken = { outcome: 'broken', code: 'stream_truncated', text: 'The sea' } as const;
    expect(differencesFrom(law, seen(broken), context)).toEqual([]);
    expect(differencesFrom(law, seen({ ...broken, text: 'The seaThe sea' }), context)).toHaveLength(1);
    expect(differencesFrom(law, seen({ ...broken, code: 'internal_error' }), context)).toHaveLength(1);
    expect(differencesFrom({ ...law, text: 'Other' }, seen(broken), context)).toHaveLength(1);
  });

  it('leaves codes and counts to a stranger, but not the end of a stream and not a 401', () => {
    const target = { ...context, surface: 'target' } as const;
    expect(differencesFrom(whole, { ...kept, asked: { kimi: 3, glm: 0 } }, target)).toEqual([]);
    const law: Law = { outcome: 'refused', refusal: 'credentials' };
    expect(differencesFrom(law, seen({ outcome: 'refused', status: 500, code: 'x' }), target)).toEqual([]);
    expect(differencesFrom(law, seen({ outcome: 'refused', status: 401 }), target)).toHaveLength(1);
    expect(differencesFrom(whole, seen({ outcome: 'dishonest', complaints: ['x'] }), target)).toHaveLength(1);
  });
});

describe('told', () => {
  it('says a range in words', () => {
    expect([2, { min: 1, max: 2 }, { min: 0, max: 3 }, { min: 4, max: Infinity }].map(told)).toEqual([
      '2',
      '1 to 2',
      'at most 3',
      'at least 4',
    ]);
  });
});
