import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileGlob } from './compile-glob.js';

describe('compileGlob', () => {
  it.each<[string, string, boolean]>([
    ['claude-*', 'claude-sonnet-4-5', true],
    ['claude-*', 'Claude-', true],
    ['claude-*', 'my-claude-3', false],
    ['*', '', true],
    ['*haiku*', 'claude-haiku-4-5', true],
    ['a*a', 'a', false],
    ['a*a', 'aa', true],
    ['a**b', 'a-b', true],
    ['GPT-4o', 'gpt-4O', true],
    ['gpt-4o', 'gpt-4o-mini', false],
    ['gpt-4.1', 'gpt-4x1', false],
    ['a?b', 'axb', false],
    ['*ab*ba*', 'aba', false],
  ])('%s and %s: %s', (pattern, name, expected) => {
    expect(compileGlob(pattern)(name)).toBe(expected);
  });

  it('equals the definition: a star is any letters, everything else is itself', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'B', '.', '-'), maxLength: 9 });
    const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '.', '-', '*', '*'), maxLength: 7 });
    fc.assert(
      fc.property(pattern, letters, (glob, name) => {
        const source = glob.replace(/[.-]/g, '\\$&').replaceAll('*', '.*');
        expect(compileGlob(glob)(name)).toBe(new RegExp(`^${source}$`, 'i').test(name));
      }),
      { numRuns: 2000 },
    );
  });

  it('needs one pass over a name that was made to be hard', () => {
    const stars = `${'a*'.repeat(200)}b*a`;
    expect(compileGlob(stars)('a'.repeat(100_000))).toBe(false);
  });
});
