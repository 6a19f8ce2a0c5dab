import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createModelMap, type ModelMapRow } from './model-map.js';

const table = (rows: readonly ModelMapRow[], origin = 'own') => ({ origin, rows });

describe('createModelMap', () => {
  const mapModel = createModelMap([
    table([
      { match: 'gpt-*', to: 'first' },
      { match: 'gpt-4*', to: 'never' },
      { match: 'GPT-4o', to: 'exact' },
    ]),
    table(
      [
        { match: 'gpt-5', to: 'weaker' },
        { match: 'claude-*', to: 'auto' },
      ],
      'preset',
    ),
  ]);

  it('takes an exact name before a pattern, then the first pattern that matches', () => {
    expect(mapModel('gpt-4o')).toEqual({ match: 'GPT-4o', to: 'exact', origin: 'own' });
    expect(mapModel(' Gpt-4.1 ')).toMatchObject({ match: 'gpt-*', to: 'first' });
  });

  it('asks a weaker table only when a stronger one has nothing, even for an exact name', () => {
    expect(mapModel('gpt-5')).toMatchObject({ to: 'first', origin: 'own' });
    expect(mapModel('claude-opus')).toEqual({ match: 'claude-*', to: 'auto', origin: 'preset' });
    expect(mapModel('o3')).toBeUndefined();
    expect(createModelMap([])('gpt-4o')).toBeUndefined();
  });

  it('has nothing for names that are no names', () => {
    expect(mapModel(`claude-${'x'.repeat(600)}`)).toBeUndefined();
    expect(mapModel('__proto__')).toBeUndefined();
  });

  it('gives for every name the first exact row, else the first pattern that matches', () => {
    const name = fc.string({ unit: fc.constantFrom('a', 'b', 'A'), maxLength: 3 });
    const match = fc.string({ unit: fc.constantFrom('a', 'b', '*'), minLength: 1, maxLength: 3 });
    const rows = fc.array(fc.record({ match, to: fc.constantFrom('x', 'y', 'z') }), { maxLength: 6 });
    fc.assert(
      fc.property(fc.array(rows, { maxLength: 3 }), name, (tables, asked) => {
        const isOf = (pattern: string) =>
          new RegExp(`^${pattern.replaceAll('*', '.*')}$`, 'i').test(asked.trim());
        const expected = tables
          .flatMap((own) => [
            ...own.filter(({ match: one }) => !one.includes('*')),
            ...own.filter(({ match: one }) => one.includes('*')),
          ])
          .find(({ match: one }) => isOf(one));
        const found = createModelMap(tables.map((own) => table(own)))(asked);
        expect(found && { match: found.match, to: found.to }).toEqual(expected);
      }),
      { numRuns: 1000 },
    );
  });
});
