import { tokenUsageFromWire } from '@reg/core';
import { expect, it } from 'vitest';
import { normalizeUsage } from './normalize-usage.js';

it.each([
  [
    'OpenAI',
    {
      prompt_tokens: 10,
      completion_tokens: 5,
      total_tokens: 15,
      prompt_tokens_details: { cached_tokens: 4 },
    },
  ],
  ['Kimi', { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15, cached_tokens: 4 }],
  [
    'Kimi twice',
    {
      prompt_tokens: 10,
      completion_tokens: 5,
      cached_tokens: 4,
      prompt_tokens_details: { cached_tokens: 4 },
    },
  ],
  [
    'DeepSeek',
    { prompt_tokens: 10, completion_tokens: 5, prompt_cache_hit_tokens: 4, prompt_cache_miss_tokens: 6 },
  ],
  ['other words', { input_tokens: 10, output_tokens: 5, cached_tokens: 4 }],
  ['a total and one side', { total_tokens: 15, completion_tokens: 5, cached_tokens: 4 }],
])('reads the counts of %s', (_, usage) => {
  const wire = normalizeUsage(usage);
  expect(wire).toMatchObject({ prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 });
  expect(wire?.prompt_tokens_details?.cached_tokens).toBe(4);
  expect(wire && tokenUsageFromWire(wire)).toMatchObject({
    inputTokens: 10,
    outputTokens: 5,
    cachedInputTokens: 4,
  });
});

it.each([
  undefined,
  null,
  'many',
  [],
  {},
  { prompt_tokens: 'ten' },
  { prompt_tokens: -1 },
  { completion_tokens: NaN },
  { prompt_tokens: 1e300, completion_tokens: Number.MAX_VALUE },
])('has no counts for %j: what nobody told is not zero', (usage) => {
  expect(normalizeUsage(usage)).toBeUndefined();
});

it('keeps what it does not know', () => {
  const usage = {
    prompt_tokens: 1,
    completion_tokens: 2,
    completion_tokens_details: { reasoning_tokens: 1 },
    cost: 0.1,
  };
  expect(normalizeUsage(usage)).toEqual({ ...usage, total_tokens: 3 });
});
