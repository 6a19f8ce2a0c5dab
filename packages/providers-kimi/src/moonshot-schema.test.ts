import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toMoonshotSchema } from './moonshot-schema.js';

const text = { type: 'string' };
const withX = (x: unknown, more: Record<string, unknown> = {}) => ({
  type: 'object',
  properties: { x },
  ...more,
});

describe('toMoonshotSchema', () => {
  it.each([
    ['leaves what is in the subset', withX(text, { required: ['x'] }), withX(text, { required: ['x'] })],
    ['takes nothing for an object without fields', {}, { type: 'object', properties: {} }],
    [
      'drops the dialect',
      withX(text, { $schema: 'https://json-schema.org/draft/2020-12/schema' }),
      withX(text),
    ],
    ['adds the type that fields imply', { properties: { x: text } }, withX(text)],
    [
      'adds the type that values imply',
      withX({ enum: ['a', 'b'] }),
      withX({ type: 'string', enum: ['a', 'b'] }),
    ],
    ['adds the type of a constant', withX({ const: 3 }), withX({ type: 'integer', const: 3 })],
    [
      'adds several types',
      withX({ enum: ['a', null] }),
      withX({ type: ['string', 'null'], enum: ['a', null] }),
    ],
    ['adds the type of a list', withX({ items: text }), withX({ type: 'array', items: text })],
    ['drops a type beside anyOf', withX({ type: 'string', anyOf: [text] }), withX({ anyOf: [text] })],
    [
      'writes oneOf as anyOf',
      withX({ oneOf: [text, { type: 'null' }] }),
      withX({ anyOf: [text, { type: 'null' }] }),
    ],
    [
      'writes a single allOf as what it holds',
      withX({ allOf: [text], title: 'X' }),
      withX({ ...text, title: 'X' }),
    ],
    [
      'writes tuples as prefixItems',
      withX({ type: 'array', items: [text] }),
      withX({ type: 'array', prefixItems: [text] }),
    ],
    [
      'inlines references, with what stands beside them',
      withX(
        { $ref: '#/$defs/Name', description: 'who' },
        { $defs: { Name: { type: 'string', minLength: 1 } } },
      ),
      withX({ type: 'string', minLength: 1, description: 'who' }),
    ],
    [
      'inlines references of the older name, and references inside them',
      withX(
        { $ref: '#/definitions/A' },
        { definitions: { A: { properties: { b: { $ref: '#/definitions/B' } } }, B: text } },
      ),
      withX({ type: 'object', properties: { b: text } }),
    ],
  ])('%s', (_what, schema, written) => {
    const before = structuredClone(schema);
    expect(toMoonshotSchema(schema)).toEqual(written);
    expect(schema).toEqual(before);
  });

  it.each([
    ['recursion', withX({ $ref: '#/$defs/Tree' }, { $defs: { Tree: withX({ $ref: '#/$defs/Tree' }) } })],
    ['a reference to nothing', withX({ $ref: '#/$defs/toString' })],
    ['a reference elsewhere', withX({ $ref: 'https://example.com/schema' })],
    ['a value of any type', withX({ description: 'anything' })],
    ['several schemas at once', withX({ allOf: [text, { minLength: 1 }] })],
    ['a root that is a list', { type: 'array', items: text }],
    ['a root that is a choice', { anyOf: [withX(text)] }],
    ['no schema', true],
  ])('does not pretend to say %s', (_what, schema) => {
    expect(toMoonshotSchema(schema)).toBeUndefined();
  });

  it('gives up on a schema without end, in bounded time', () => {
    const wide = Object.fromEntries(Array.from({ length: 6000 }, (_, at) => [`f${at}`, text]));
    expect(toMoonshotSchema({ type: 'object', properties: wide })).toBeUndefined();
    const deep = Array.from({ length: 40 }).reduce<unknown>((inner) => withX(inner), text);
    expect(toMoonshotSchema(deep)).toBeUndefined();
    // Each name refers to the next one twice: 2^30 schemas when written out.
    const twice = (at: number) => ({
      properties: { a: { $ref: `#/$defs/n${at}` }, b: { $ref: `#/$defs/n${at}` } },
    });
    const $defs = Object.fromEntries(Array.from({ length: 30 }, (_, at) => [`n${at}`, twice(at + 1)]));
    expect(toMoonshotSchema({ ...twice(0), $defs: { ...$defs, n30: text } })).toBeUndefined();
  });

  it('writes nothing new about what it has written, whatever it was', () => {
    const { node } = fc.letrec((tie) => ({
      node: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom<unknown>(text, { enum: [1, 2] }, { $ref: '#/$defs/Name' }, { const: null }),
        fc.record({ items: tie('node') }),
        fc.record({ items: fc.array(tie('node'), { maxLength: 3 }) }),
        fc.record({
          anyOf: fc.array(tie('node'), { minLength: 1, maxLength: 3 }),
          type: fc.constant('string'),
        }),
        fc.record({ properties: fc.dictionary(fc.string(), tie('node'), { maxKeys: 3 }) }),
      ),
    }));
    fc.assert(
      fc.property(node, (inner) => {
        const once = toMoonshotSchema(withX(inner, { $defs: { Name: text } }));
        expect(once).toBeDefined();
        expect(toMoonshotSchema(once)).toEqual(once);
        expect(JSON.stringify(once)).not.toMatch(/\$ref|\$defs/);
      }),
    );
  });
});
