import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ModelFacts, ModelRow } from '../../http/models-list.js';
import { modelInfoFrom } from './model-info.js';
import { modelsPage } from './models-page.js';

const facts: ModelFacts = {
  kind: 'model',
  target: 'box/m',
  provider: 'box',
  aliases: [],
  available: true,
  reasons: [],
  free: false,
  status: 'active',
  contextWindow: 1000,
  maxOutputTokens: 100,
  capabilities: {
    vision: true,
    video: false,
    tools: true,
    forcedToolChoice: 'any',
    jsonObject: true,
    jsonSchema: false,
    reasoning: 'always',
    continuation: false,
  },
};

function row(id: string, reg: Partial<ModelFacts> = {}): ModelRow {
  return { id, object: 'model', created: 1_700_000_000, owned_by: 'box', reg: { ...facts, ...reg } };
}

const rows = ['a', 'b', 'c', 'd', 'e'].map((id) => row(id));
const idsOf = (query: Record<string, string>) => modelsPage(rows, query).data.map(({ id }) => id);

describe('a page of models', () => {
  it.each<[Record<string, string>, string, boolean]>([
    [{}, 'abcde', false],
    [{ limit: '5' }, 'abcde', false],
    [{ limit: '2' }, 'ab', true],
    [{ limit: '2', after_id: 'b' }, 'cd', true],
    [{ limit: '2', after_id: 'c' }, 'de', false],
    [{ after_id: 'e' }, '', false],
    [{ limit: '2', before_id: 'd' }, 'bc', true],
    [{ limit: '2', before_id: 'c' }, 'ab', false],
    [{ before_id: 'a' }, '', false],
  ])('for %j is %s', (query, ids, more) => {
    const page = modelsPage(rows, query);
    expect(idsOf(query).join('')).toBe(ids);
    expect(page).toMatchObject({
      has_more: more,
      first_id: ids.at(0) ?? null,
      last_id: ids.at(-1) ?? null,
    });
  });

  it('after page gives every model once, in order, whatever the limit and the direction', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 1, max: 70 }), (count, limit) => {
        const many = Array.from({ length: count }, (_, index) => row(`m${index}`));
        const forwards: string[] = [];
        for (let query = {}, more = true; more;) {
          const page = modelsPage(many, { limit: String(limit), ...query });
          forwards.push(...page.data.map(({ id }) => id));
          query = { after_id: page.last_id ?? '' };
          more = page.has_more;
        }
        expect(forwards).toEqual(many.map(({ id }) => id));
        const last = many.at(-1);
        if (last === undefined) return;
        const backwards: string[] = [];
        for (let cursor: string | null = last.id; cursor !== null;) {
          const page = modelsPage(many, { limit: String(limit), before_id: cursor });
          backwards.unshift(...page.data.map(({ id }) => id));
          cursor = page.has_more ? page.first_id : null;
        }
        expect(backwards).toEqual(forwards.slice(0, -1));
      }),
    );
  });

  it.each(['lifecycle', 'lifecycle[]'])('keeps only the lifecycles that were asked for, as %s', (name) => {
    const mixed = [row('a'), row('b', { status: 'legacy' }), row('c', { status: 'rerouted' })];
    const idsFor = (value: string | string[]) =>
      modelsPage(mixed, { [name]: value }).data.map(({ id }) => id);
    expect(idsFor('deprecated')).toEqual(['b', 'c']);
    expect(idsFor(['active', 'deprecated'])).toEqual(['a', 'b', 'c']);
    expect(idsFor('retired')).toEqual([]);
  });

  it('tells everything that is wrong with a query at once', () => {
    const query = { limit: '1e3', after_id: 'a', before_id: 'b', lifecycle: 'new' };
    expect(() => modelsPage(rows, query)).toThrow(/limit: .*\nbefore_id: .*\nlifecycle: /);
  });
});

describe('a model', () => {
  it.each([
    ['active', 'active'],
    ['unknown', 'active'],
    ['legacy', 'deprecated'],
    ['rerouted', 'deprecated'],
    ['retired', 'retired'],
  ])('that is %s is told to be %s', (status, lifecycle) => {
    expect(modelInfoFrom(row('a', { status })).lifecycle).toBe(lifecycle);
  });

  it.each([
    ['none', false, false, true, false],
    ['always', true, true, false, false],
    ['toggle', true, true, true, false],
    ['effort', true, true, true, true],
  ] as const)('that reasons %s is told so', (reasoning, thinks, enabled, disabled, effort) => {
    const { capabilities } = modelInfoFrom(row('a', { capabilities: { ...facts.capabilities, reasoning } }));
    expect(capabilities).toMatchObject({
      image_input: { supported: true },
      structured_outputs: { supported: false },
      thinking: {
        supported: thinks,
        types: { enabled: { supported: enabled }, disabled: { supported: disabled } },
      },
      effort: { supported: effort, high: { supported: effort } },
    });
  });

  it('of which little is known has null in those places', () => {
    const { contextWindow: _window, maxOutputTokens: _output, ...rest } = facts;
    expect(modelInfoFrom({ ...row('a'), reg: rest })).toMatchObject({
      max_input_tokens: null,
      max_tokens: null,
    });
    expect(modelInfoFrom({ ...row('auto'), reg: { kind: 'route', category: 'balanced' } })).toMatchObject({
      id: 'auto',
      lifecycle: 'active',
      capabilities: null,
      max_input_tokens: null,
    });
  });
});
