import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isNestedTooDeeply, isTooDeep } from './json-depth.js';

it('allows what any answer has and refuses what could not be written again', () => {
  const nested = (depth: number): unknown => JSON.parse(`${'[{"a":'.repeat(depth)}1${'}]'.repeat(depth)}`);
  expect(isNestedTooDeeply(nested(100))).toBe(false);
  expect(isNestedTooDeeply(nested(129))).toBe(true);
  expect(isNestedTooDeeply(nested(1_000_000))).toBe(true);
});

it('judges a text as it judges what the text holds', () => {
  const texts = fc
    .tuple(fc.nat({ max: 600 }), fc.boolean(), fc.json())
    .map(([depth, isObject, inner]) =>
      isObject
        ? `${'{"a":'.repeat(depth)}${inner}${'}'.repeat(depth)}`
        : `${'['.repeat(depth)}${inner}${']'.repeat(depth)}`,
    );
  fc.assert(
    fc.property(texts, (text) => {
      const json: unknown = JSON.parse(text);
      expect(isTooDeep(text, json)).toBe(isNestedTooDeeply(json));
    }),
  );
});

it('lets nothing pass that JSON.stringify cannot write', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 5 }), fc.nat({ max: 7 }), (value, levels) => {
      expect(isNestedTooDeeply(value, levels)).toBe(depthOf(value) > levels);
    }),
  );
});

function depthOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}
