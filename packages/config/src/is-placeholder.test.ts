import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isPlaceholder } from './is-placeholder.js';

const alphanumeric = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'];
const hex = [...'0123456789abcdef'];
const textOf = (letters: readonly string[], minLength: number, maxLength: number) =>
  fc.string({ unit: fc.constantFrom(...letters), minLength, maxLength });

describe('isPlaceholder', () => {
  it.each([
    'your_kimi_api_key_here',
    'your_glm_api_key_here',
    'YOUR-API-KEY',
    'your key',
    'yourApiKey',
    'sk-your-key',
    'changeme',
    'CHANGE_ME',
    'change-this',
    'replace_me',
    'placeholder',
    'my-placeholder-key',
    'xxx',
    'xxxxxxxxxxxxxxxxxxxxxxxx',
    'sk-xxxx',
    'sk-kimi-xxxxxxxx',
    'xxxxxxxx.xxxxxxxx',
    '********',
    '00000000',
    '...',
    'sk-...',
    'sk-abc…',
    '<your key>',
    '<KIMI_API_KEY>',
    'sk-<key>',
    '[key]',
    '{{ key }}',
    '${KIMI_API_KEY}',
    '$GLM_API_KEY',
    '%GLM_API_KEY%',
    'KIMI_API_KEY',
    'api-key',
    'insert-your-key-here',
    'paste_key_here',
    'key-goes-here',
    'TODO',
    'none',
    'dummy',
    'example-key',
    '"your_api_key"',
    '  changeme  ',
    'Bearer your_api_key',
  ])('recognises %j', (value) => {
    expect(isPlaceholder(value)).toBe(true);
  });

  it.each([
    '',
    '   ',
    'ollama',
    'EMPTY',
    'sk-no-key-required',
    'lm-studio',
    'sk-abc123',
    'token-abc123',
    'first-key',
    'hereby',
    'sk-placement',
    'e3f1c9a2b4d5e6f708192a3b4c5d6e7f.Zx9Yw8Vu7Ts6Rq5P',
  ])('lets %j pass', (value) => {
    expect(isPlaceholder(value)).toBe(false);
  });

  it('lets keys of the vendors pass', () => {
    const keys = fc.oneof(
      textOf(alphanumeric, 32, 64).map((text) => `sk-${text}`),
      textOf(alphanumeric, 32, 64).map((text) => `sk-kimi-${text}`),
      fc.tuple(textOf(hex, 32, 32), textOf(alphanumeric, 16, 16)).map(([id, secret]) => `${id}.${secret}`),
      fc.uuid(),
    );
    const madeOfOneLetter = (key: string) => new Set(key.replace(/^sk-(kimi-)?/, '')).size < 4;
    fc.assert(
      fc.property(
        keys.filter((key) => !madeOfOneLetter(key)),
        (key) => !isPlaceholder(key),
      ),
      { numRuns: 2000 },
    );
  });

  it('answers at once for hostile text', () => {
    const hostile = [`${'a-'.repeat(90)}!`, 'my-'.repeat(60), `sk-${'x'.repeat(1_000_000)}`, '<'.repeat(199)];
    expect(hostile.map(isPlaceholder)).toEqual([false, false, false, false]);
  });
});
