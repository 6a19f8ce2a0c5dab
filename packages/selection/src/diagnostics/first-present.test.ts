import { describe, expect, it } from 'vitest';
import { firstPresent } from './first-present.js';

const names = ['KIMI_API_KEY', 'MOONSHOT_API_KEY'];

describe('firstPresent', () => {
  it.each([
    [
      { KIMI_API_KEY: 'a', MOONSHOT_API_KEY: 'b' },
      { name: 'KIMI_API_KEY', value: 'a' },
    ],
    [
      { KIMI_API_KEY: '  ', MOONSHOT_API_KEY: ' b ' },
      { name: 'MOONSHOT_API_KEY', value: 'b' },
    ],
    [{ KIMI_API_KEY: undefined, OTHER: 'c' }, undefined],
    [{}, undefined],
  ])('of %o is %o', (env, found) => {
    expect(firstPresent(names, env)).toEqual(found);
  });
});
