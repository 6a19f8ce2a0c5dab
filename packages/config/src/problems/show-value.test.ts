import { expect, it } from 'vitest';
import { showName, showValue } from './show-value.js';

it.each([
  ['abc', '"abc"'],
  [12, '12'],
  [false, 'false'],
  [null, 'null'],
  [[1], 'a list'],
  [{}, 'a group of values'],
  ['x'.repeat(80), `"${'x'.repeat(60)}…"`],
  ['sk-abc', '[redacted]'],
  ['Bearer abcdefghijklmnopqrst', '[redacted]'],
  ['http://user:word@host/', '[redacted]'],
  ['0a1b2c3d4e5f60718293a4b5c6d7e8f9.Q7w8E9r0T1y2U3i4', '[redacted]'],
  ['kimi-thinking-preview', '"kimi-thinking-preview"'],
])('shows %j as %s', (value, shown) => {
  expect(showValue(value)).toBe(shown);
});

it('shows names as they are unless they may be a key', () => {
  expect(showName('colour')).toBe('colour');
  expect(showName('sk-abcdefgh')).toBe('[redacted]');
});
