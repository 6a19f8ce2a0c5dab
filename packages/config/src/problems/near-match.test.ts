import fc from 'fast-check';
import { expect, it } from 'vitest';
import { nearMatch } from './near-match.js';

const known = ['apiKeys', 'baseUrl', 'allowedModels', 'port'];

it.each([
  ['apiKey', 'apiKeys'],
  ['api_keys', 'apiKeys'],
  ['baseURL', 'baseUrl'],
  ['prot', 'port'],
  ['prt', 'port'],
  ['allowdModels', 'allowedModels'],
  ['somethingElse', undefined],
])('takes %s for %s', (name, meant) => {
  expect(nearMatch(name, known)).toBe(meant);
});

it('takes every name for itself', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.stringMatching(/^[a-z]{1,12}$/), { minLength: 1 }), (names) =>
      names.every((name) => nearMatch(name, names) === name),
    ),
  );
});

it('has no answer to an empty list or to a very long name', () => {
  expect(nearMatch('port', [])).toBeUndefined();
  expect(nearMatch('p'.repeat(1_000_000), known)).toBeUndefined();
});
