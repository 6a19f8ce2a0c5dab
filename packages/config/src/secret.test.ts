import { format, inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Secret } from './secret.js';

describe('Secret', () => {
  it('gives its value to those who ask for it by name', () => {
    expect(new Secret('sk-value').reveal()).toBe('sk-value');
  });

  it('never prints its value, whichever way it is printed', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 12 }), (value) => {
        const secret = new Secret(value);
        const nested = { list: [secret], map: new Map([['key', secret]]) };
        const printed = [
          String(secret),
          `${secret.toString()}`,
          JSON.stringify(nested),
          format('%s %o %O %j', secret, secret, nested, secret),
          inspect(nested, { showHidden: true, depth: 9 }),
          Object.entries(secret).join(),
          JSON.stringify(structuredClone({ ...secret })),
        ].join('\n');
        expect(printed.includes(value)).toBe('[redacted]'.includes(value));
      }),
    );
  });

  it('compares by value', () => {
    expect(new Secret('a').equals(new Secret('a'))).toBe(true);
    expect(new Secret('a').equals(new Secret('b'))).toBe(false);
  });
});
