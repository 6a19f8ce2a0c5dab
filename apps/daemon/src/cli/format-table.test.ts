import { describe, expect, it } from 'vitest';
import { formatUsd } from './format-money.js';
import { formatTable } from './format-table.js';

describe('formatTable', () => {
  it('aligns columns by what is seen, colours apart', () => {
    const table = formatTable(
      ['A', 'LONG', 'Z'],
      [
        ['\u001b[32mgreen\u001b[39m', '1', 'end'],
        ['b', '22', ''],
      ],
    );
    expect(table).toBe('A      LONG  Z\n\u001b[32mgreen\u001b[39m  1     end\nb      22\n');
  });
});

describe('formatUsd', () => {
  it.each([
    [undefined, 'unknown'],
    [0, '$0'],
    [1.005, '$1.00'],
    [0.0123, '$0.01'],
    [0.00125, '$0.00125'],
    [0.0000001, '< $0.000001'],
  ])('writes %s as %s', (usd, text) => {
    expect(formatUsd(usd)).toBe(text);
  });
});
