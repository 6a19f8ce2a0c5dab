import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scanJson } from './scan-json.js';

const isNestedDeeperThan = (json: Buffer, maxDepth: number): boolean => scanJson(json, maxDepth).isTooDeep;

function depthOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}

describe('the depth that scanJson finds', () => {
  it('agrees with the parsed value for any JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), fc.integer({ min: 0, max: 8 }), (value, max) => {
        const text = JSON.stringify(value);
        expect(isNestedDeeperThan(Buffer.from(text), max)).toBe(depthOf(JSON.parse(text)) > max);
      }),
    );
  });

  it('does not count brackets within strings, escaped quotes included', () => {
    expect(isNestedDeeperThan(Buffer.from(JSON.stringify({ a: '[[[["[[[\\"[[\\' })), 1)).toBe(false);
  });

  it('reads no further than the level that is too deep', () => {
    expect(isNestedDeeperThan(Buffer.alloc(32 * 1024 * 1024, '['), 64)).toBe(true);
  });

  it('ends on a string that nobody closes', () => {
    expect(isNestedDeeperThan(Buffer.from('{"a": "b'), 3)).toBe(false);
  });
});

describe.each(['messages', 'tools'] as const)('the %s that scanJson finds', (list) => {
  const found = (text: string): string | undefined => {
    const bytes = Buffer.from(text);
    const place = scanJson(bytes, 64)[list];
    return place === undefined ? undefined : bytes.toString('utf8', place.start, place.end);
  };
  const fields = fc.dictionary(
    fc.oneof(fc.constantFrom('messages', 'model', 'tools', 'a"b', 'a\\b'), fc.string()),
    fc.jsonValue({ maxDepth: 4 }),
  );

  it('are those of the body, whatever stands around them', () => {
    fc.assert(
      fc.property(fields, fc.constantFrom(undefined, 1, '\t'), (body, space) => {
        const text = JSON.stringify(body, null, space);
        const { [list]: value } = JSON.parse(text) as Record<typeof list, unknown>;
        const raw = found(text);
        const isPlain = Object.keys(body).every((name) => !JSON.stringify(name).includes('\\'));
        if (isPlain && Array.isArray(value)) expect(raw).toBeDefined();
        if (raw !== undefined) expect(JSON.parse(raw)).toEqual(value);
      }),
      { numRuns: 500 },
    );
  });

  const escaped = `${list.slice(0, 1)}\\u00${list.charCodeAt(1).toString(16)}${list.slice(2)}`;

  it.each([
    ['the last of several', `{"${list}":[1],"${list}": [2] }`, '[2]'],
    ['none when the last one is no list', `{"${list}":[1],"${list}":2}`, undefined],
    ['none when another name could be the same', `{"${list}":[1],"${escaped}":[2]}`, undefined],
    ['none of a level below', `{"a":{"${list}":[1]},"b":[{"${list}":[2]}]}`, undefined],
    ['none by a value of that name', `{"a":"${list}","b":[1]}`, undefined],
    ['none of a list', `["${list}",[1]]`, undefined],
  ])('are %s', (_case, text, expected) => {
    expect(found(text)).toBe(expected);
  });

  it('are told apart by the signs between them', () => {
    const text = `{"a":[1,2],"${list}": [ {"b":[1,{"c":2}]} , "x,]" ,[],3 ]}`;
    const { signs = [] } = scanJson(Buffer.from(text), 64)[list] ?? {};
    expect(signs.slice(1).map((sign, at) => text.slice((signs[at] ?? 0) + 1, sign).trim())).toEqual([
      '{"b":[1,{"c":2}]}',
      '"x,]"',
      '[]',
      '3',
    ]);
    expect(scanJson(Buffer.from(`{"${list}":[]}`), 64)[list]?.signs).toHaveLength(2);
  });

  it('keep few signs where they are very many', () => {
    const text = `{"${list}":[${'1,'.repeat(100_000)}1]}`;
    expect(scanJson(Buffer.from(text), 64)[list]?.signs.length).toBeLessThan(20_000);
  });

  it('are counted name by name', () => {
    const text = `{"model":"m","${list}":[{"role":"user","content":[{"type":"text"}]},{"a:b":":"}],"x":1}`;
    expect(scanJson(Buffer.from(text), 64)[list]?.names).toBe(4);
  });
});
