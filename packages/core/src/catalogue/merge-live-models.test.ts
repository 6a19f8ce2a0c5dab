import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeModel } from '../../test/fake-provider.js';
import type { ListedModel } from '../ports/model-descriptor.js';
import { mergeLiveModels, unlistedModels } from './merge-live-models.js';

const list = { provider: 'kimi', nowMs: Date.UTC(2026, 10, 22, 12) };
const known = [describeModel('kimi-k3', { aliases: ['k3'] }), describeModel('kimi-k2.6')];

describe('mergeLiveModels', () => {
  it('tells of each model who knows it', () => {
    const rows = mergeLiveModels(known, [{ id: 'KIMI-K3' }, { id: 'kimi-k9' }], list);
    expect(rows.map(({ target, live, source }) => [target, live, source])).toEqual([
      ['kimi/kimi-k3', true, 'both'],
      ['kimi/kimi-k2.6', false, 'catalogue'],
      ['kimi/kimi-k9', true, 'vendor'],
    ]);
    expect(rows.every((row) => row.listedAtMs === list.nowMs)).toBe(true);
    expect(rows[0]?.descriptor).toBe(known[0]);
  });

  it('takes a listed alias for the model that it means, but an id for itself', () => {
    const models = [describeModel('a', { aliases: ['b'] }), describeModel('b')];
    const live = (ids: string[]) =>
      mergeLiveModels(
        models,
        ids.map((id) => ({ id })),
        list,
      )
        .filter((row) => row.live)
        .map((row) => row.target);
    expect(live(['b'])).toEqual(['kimi/b']);
    expect(mergeLiveModels(known, [{ id: 'k3' }], list)).toMatchObject([
      { source: 'both' },
      { source: 'catalogue' },
    ]);
  });

  it('grants a model that only the vendor knows nothing that the vendor did not say', () => {
    const listed: ListedModel = {
      id: 'kimi-k9',
      contextWindow: 1000,
      vision: true,
      reasoning: true,
      created: 5,
    };
    const { descriptor } = mergeLiveModels([], [listed], list)[0] ?? {};
    expect(descriptor).toEqual({
      id: 'kimi-k9',
      aliases: [],
      contextWindow: 1000,
      capabilities: {
        vision: true,
        video: false,
        tools: false,
        forcedToolChoice: 'none',
        jsonObject: false,
        jsonSchema: false,
        reasoning: 'always',
        continuation: false,
      },
      free: false,
      billing: 'per-token',
      status: 'unknown',
      rating: { capability: 0, speed: 0 },
      fact: { source: 'live model list of kimi', date: '2026-11-22' },
    });
    expect(mergeLiveModels([], [{ id: 'bare' }], list)[0]?.descriptor).not.toHaveProperty('contextWindow');
  });

  it('drops rows that are no models and believes only so many', () => {
    const broken = [{ id: '' }, { id: ' ' }, { id: 7 }, { id: 'x'.repeat(201) }] as unknown as ListedModel[];
    expect(mergeLiveModels([], broken, list)).toEqual([]);
    const many = Array.from({ length: 5000 }, (_, index) => ({ id: `m${index}` }));
    expect(mergeLiveModels([], many, list)).toHaveLength(2000);
  });

  it('never loses or reorders a model of the catalogue, and lists every target once', () => {
    const id = fc.string({ unit: fc.constantFrom('a', 'B', 'c', '/'), minLength: 1, maxLength: 3 });
    const models = fc.uniqueArray(id, { maxLength: 6, selector: (value) => value.toLowerCase() });
    fc.assert(
      fc.property(models, fc.array(fc.record({ id }), { maxLength: 12 }), (ids, listed) => {
        const descriptors = ids.map((modelId) => describeModel(modelId));
        const rows = mergeLiveModels(descriptors, listed, list);
        expect(rows.slice(0, ids.length).map((row) => row.descriptor)).toEqual(descriptors);
        const targets = rows.map((row) => row.target.toLowerCase());
        expect(new Set(targets).size).toBe(targets.length);
        const listedTargets = new Set(listed.map((model) => `kimi/${model.id}`.toLowerCase()));
        expect(new Set(rows.filter((row) => row.live).map((row) => row.target.toLowerCase()))).toEqual(
          listedTargets,
        );
      }),
    );
  });
});

describe('unlistedModels', () => {
  it('says of no model that it is live, nor when anybody asked', () => {
    const rows = unlistedModels(known, 'kimi');
    expect(rows.map((row) => [row.target, row.live, row.source])).toEqual([
      ['kimi/kimi-k3', false, 'catalogue'],
      ['kimi/kimi-k2.6', false, 'catalogue'],
    ]);
    expect(rows[0]).not.toHaveProperty('listedAtMs');
  });
});
