import { Ajv2020 } from 'ajv/dist/2020.js';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSeededRandom } from '../time/seeded-random.js';
import { jsonFromSchema } from './json-from-schema.js';

function build(schema: unknown, prompt = ''): unknown {
  return jsonFromSchema(schema, { random: createSeededRandom(1), prompt });
}

describe('jsonFromSchema', () => {
  it('takes values from the prompt where they fit', () => {
    const schema = {
      type: 'object',
      properties: {
        city: { type: 'string' },
        days: { type: 'integer', minimum: 1, maximum: 14 },
        unit: { enum: ['fahrenheit', 'celsius'] },
      },
    };
    expect(build(schema, 'The weather in Berlin for 3 days, in celsius please')).toEqual({
      city: 'Berlin',
      days: 3,
      unit: 'celsius',
    });
    expect(build({ type: 'string' }, 'Look up "flux capacitor" now')).toBe('flux capacitor');
  });

  it('follows references and ends in schemas that refer to themselves', () => {
    const tree = {
      type: 'object',
      properties: { name: { type: 'string' }, children: { type: 'array', items: { $ref: '#' } } },
      required: ['name'],
    };
    expect(new Ajv2020().validate(tree, build(tree, 'a tree'))).toBe(true);
    const defined = {
      $defs: { point: { type: 'object', properties: { x: { type: 'number' } }, required: ['x'] } },
      $ref: '#/$defs/point',
    };
    expect(new Ajv2020().validate(defined, build(defined))).toBe(true);
  });

  it('fits every schema made of the usual parts', () => {
    const ajv = new Ajv2020({ strict: false });
    fc.assert(
      fc.property(schemas, fc.string(), fc.integer(), (schema, prompt, seed) => {
        const value = jsonFromSchema(schema, { random: createSeededRandom(seed), prompt });
        expect(ajv.validate(schema, value), `${JSON.stringify(value)} for ${JSON.stringify(schema)}`).toBe(
          true,
        );
      }),
      { numRuns: 300 },
    );
  });
});

const { schema: schemas } = fc.letrec<{ schema: Record<string, unknown> }>((tie) => ({
  schema: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.record({
      type: fc.constant('string'),
      minLength: fc.nat(5),
      maxLength: fc.integer({ min: 5, max: 50 }),
    }),
    fc.record({
      type: fc.constantFrom('integer', 'number'),
      minimum: fc.integer({ min: -50, max: 0 }),
      maximum: fc.integer({ min: 1, max: 50 }),
    }),
    fc.record({
      type: fc.constant('integer'),
      exclusiveMinimum: fc.nat(9),
      multipleOf: fc.constantFrom(1, 5),
    }),
    fc.constantFrom(
      { type: 'boolean' },
      { type: 'null' },
      { const: { a: [1] } },
      { type: ['null', 'string'] },
    ),
    fc.record({ enum: fc.array(fc.string(), { minLength: 1, maxLength: 4 }) }),
    fc.record({ anyOf: fc.array(tie('schema'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ type: fc.constant('array'), items: tie('schema'), minItems: fc.nat(3) }),
    fc.dictionary(fc.stringMatching(/^[a-z]{1,6}$/), tie('schema'), { maxKeys: 4 }).map((properties) => ({
      type: 'object',
      properties,
      required: Object.keys(properties),
      additionalProperties: false,
    })),
  ),
}));
