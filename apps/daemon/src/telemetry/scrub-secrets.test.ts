import { Secret } from '@reg/config';
import { describe, expect, it } from 'vitest';
import { createSecretScrubber } from './scrub-secrets.js';

describe('createSecretScrubber', () => {
  it('finds keys in messages, URLs and JSON strings', () => {
    const scrub = createSecretScrubber([new Secret('sk-a/b"c+d'), new Secret('sk-a/b"c+d-longer')]);
    expect(scrub('key sk-a/b"c+d!')).toBe('key [redacted]!');
    expect(scrub(`?k=${encodeURIComponent('sk-a/b"c+d')}`)).toBe('?k=[redacted]');
    expect(scrub(JSON.stringify({ m: 'sk-a/b"c+d-longer' }))).toBe('{"m":"[redacted]"}');
  });

  it('leaves text alone when there are no secrets, or only ones as short as words', () => {
    expect(createSecretScrubber([])('abc')).toBe('abc');
    expect(createSecretScrubber([new Secret('abc')])('abc')).toBe('abc');
  });
});
