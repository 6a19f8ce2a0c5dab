import { describe, expect, it } from 'vitest';
import { aModel, without } from '../testing-fixtures/candidates.js';
import { applyCostAware } from './apply-cost-aware.js';
import { applyFreeFirst } from './apply-free-first.js';

const names = ['dear', 'unknown', 'cheap', 'Free'];
const modelCosts = {
  DEAR: { input: 10, output: 10 },
  cheap: { input: 1, output: 1 },
  free: { input: 0, output: 0 },
};

describe('applyCostAware', () => {
  it('puts the cheapest first and the unknown last, names in any case', () => {
    expect(applyCostAware(names, { modelCosts })).toEqual(['Free', 'cheap', 'dear', 'unknown']);
  });

  it('drops what is over the cap, and what nobody can price unless that is allowed', () => {
    const maxCostUsd = 0.002;
    expect(applyCostAware(names, { modelCosts, maxCostUsd })).toEqual(['Free', 'cheap']);
    expect(applyCostAware(names, { modelCosts, maxCostUsd, allowUnknownPrice: true })).toEqual([
      'Free',
      'cheap',
      'unknown',
    ]);
    expect(applyCostAware(names, { modelCosts, maxCostUsd: 0 })).toEqual(['Free']);
  });

  it('prices a request of the size it is told', () => {
    const costs = { reader: { input: 1, output: 9 }, writer: { input: 9, output: 1 } };
    const sized = (inputTokens: number, outputTokens: number) =>
      applyCostAware(['writer', 'reader'], { modelCosts: costs, inputTokens, outputTokens });
    expect(sized(1_000, 1)).toEqual(['reader', 'writer']);
    expect(sized(1, 1_000)).toEqual(['writer', 'reader']);
  });

  it('keeps the order of equal costs, and everything when switched off', () => {
    expect(applyCostAware(['b', 'a'])).toEqual(['b', 'a']);
    expect(applyCostAware(names, { modelCosts, maxCostUsd: 0, enabled: false })).toBe(names);
  });

  it("knows the catalogue's prices of descriptors", () => {
    const dear = aModel({ id: 'dear', price: { inputUsdPerMTok: 9, outputUsdPerMTok: 9 } });
    const unknown = without(aModel({ id: 'unknown' }), 'price');
    const free = aModel({ id: 'free', free: true });
    const sorted = applyCostAware([unknown, dear, free]);
    expect(sorted.map(({ id }) => id)).toEqual(['free', 'dear', 'unknown']);
  });
});

describe('applyFreeFirst', () => {
  it('puts free models first, each group in its old order, and drops nothing', () => {
    const freeModels = ['CHEAP', ' free '];
    expect(applyFreeFirst(names, { freeModels })).toEqual(['cheap', 'Free', 'dear', 'unknown']);
    expect(applyFreeFirst(names)).toEqual(names);
    expect(applyFreeFirst(names, { freeModels, enabled: false })).toBe(names);
  });

  it('knows which descriptors the catalogue marks, by id and alias the listed ones', () => {
    const models = [
      aModel({ id: 'paid' }),
      aModel({ id: 'x', aliases: ['gift'] }),
      aModel({ id: 'flash', free: true }),
    ];
    expect(applyFreeFirst(models, { freeModels: ['GIFT'] }).map(({ id }) => id)).toEqual([
      'x',
      'flash',
      'paid',
    ]);
  });
});
