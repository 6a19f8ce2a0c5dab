import { ModelNotFoundError, ModelRetiredError, type ModelResolution } from '@reg/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createModelMap, type ModelMapRow } from './model-map.js';
import { readRequestedModel, type NameContext } from './requested-model.js';

const served = ['kimi-k2.6', 'glm/glm-5', 'balanced-model'];

function contextOf(rows: readonly ModelMapRow[], changes: Partial<NameContext> = {}): NameContext {
  return {
    defaultModel: 'auto',
    mapModel: createModelMap([{ origin: 'routing.modelMap', rows }]),
    policy: { categories: { balanced: {}, fast_response: {} } },
    resolveModel(name): ModelResolution {
      const key = name.toLowerCase();
      if (served.includes(key)) return { kind: 'found', targets: [`p/${key}`] };
      return key === 'old'
        ? { kind: 'retired', target: 'p/old', successor: 'kimi-k2.6' }
        : { kind: 'unknown', nearMatches: ['kimi-k2.6'] };
    },
    ...changes,
  };
}

const read = (name: string, rows: readonly ModelMapRow[], changes?: Partial<NameContext>) =>
  readRequestedModel(name, contextOf(rows, changes));

describe('a name that nobody serves', () => {
  it.each([
    ['auto', {}],
    ['auto:fast_response', { category: 'fast_response' }],
    ['fast_response', { category: 'fast_response' }],
    ['glm/glm-5', { explicitTargets: ['p/glm/glm-5'] }],
    ['Kimi-K2.6', { explicitTargets: ['p/kimi-k2.6'] }],
  ])('may stand for %s', (to, meaning) => {
    const mapping = { match: 'gpt-*', to, origin: 'routing.modelMap' };
    expect(read(' gpt-4o ', [{ match: 'gpt-*', to }])).toEqual({
      name: 'gpt-4o',
      isDefault: false,
      mapping,
      ...meaning,
    });
  });

  it('may be one that a vendor has retired, or the default model', () => {
    expect(read('old', [{ match: 'old', to: 'auto' }])).toMatchObject({
      name: 'old',
      mapping: { to: 'auto' },
    });
    const asDefault = read('', [{ match: 'gpt-4o', to: 'auto' }], { defaultModel: 'gpt-4o' });
    expect(asDefault).toMatchObject({ name: 'gpt-4o', isDefault: true, mapping: { to: 'auto' } });
  });

  it('stays an error with near matches when nothing is mapped, with or without a map', () => {
    expect(() => read('gpt-4o', [])).toThrow('No provider serves "gpt-4o". Did you mean kimi-k2.6?');
    expect(() => read('gpt-4o', [], { mapModel: undefined })).toThrow(ModelNotFoundError);
    expect(() => read('old', [])).toThrow(ModelRetiredError);
  });

  it('is an error that tells both names when what stands for it is not served either', () => {
    expect(() => read('gpt-4o', [{ match: 'gpt-*', to: 'glm/glm-9' }])).toThrow(
      'No provider serves "glm/glm-9" (to which the model map leads "gpt-4o"). Did you mean kimi-k2.6?',
    );
    expect(() => read('gpt-4o', [{ match: 'gpt-*', to: 'old' }])).toThrow(
      '"p/old" (to which the model map leads "gpt-4o") has been retired by its vendor. Use "kimi-k2.6" instead.',
    );
  });
});

describe('laws of the model map', () => {
  const names = fc.constantFrom('gpt-4o', 'claude-x', 'old', ...served, 'KIMI-K2.6');
  const targets = fc.constantFrom('gpt-4o', 'claude-x', 'auto', 'balanced', ...served);
  const matches = fc.oneof(names, fc.constantFrom('*', 'gpt-*', 'c*', '*x', 'kimi*'));
  const rows = fc.array(fc.record({ match: matches, to: targets }), { maxLength: 8 });

  it('a name that is served is never mapped, and neither is auto', () => {
    const known = fc.constantFrom(...served, 'KIMI-K2.6', 'auto', 'AUTO:balanced');
    fc.assert(
      fc.property(known, rows, (name, map) => {
        expect(read(name, map)).toEqual(read(name, []));
        expect(read(name, map)).not.toHaveProperty('mapping');
      }),
    );
  });

  it('a target is not mapped again: every name is looked up once at most', () => {
    fc.assert(
      fc.property(names, rows, (name, map) => {
        const asked: string[] = [];
        const context = contextOf(map);
        const counting: NameContext = {
          ...context,
          mapModel(one) {
            asked.push(one);
            return context.mapModel?.(one);
          },
        };
        try {
          const model = readRequestedModel(name, counting);
          if (model.mapping !== undefined)
            expect([...served, 'auto', 'balanced']).toContain(model.mapping.to);
        } catch (error) {
          expect(ModelNotFoundError.isInstance(error) || ModelRetiredError.isInstance(error)).toBe(true);
        }
        expect(asked.length).toBeLessThanOrEqual(1);
      }),
    );
  });
});
