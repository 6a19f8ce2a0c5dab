import { describe, expect, it } from 'vitest';
import { aModel, without } from '../testing-fixtures/candidates.js';
import { costOfUsage } from './cost-of-usage.js';
import { priceOf } from './price-of.js';

const target = 'kimi/k2';
const model = aModel({ id: 'k2', aliases: ['Fast'] });
const unpriced = without(model, 'price');
const nobody = { modelCosts: {}, freeModels: [] };
const zero = { inputUsdPerMTok: 0, outputUsdPerMTok: 0 };

describe('priceOf', () => {
  it("is the catalogue's, or unknown", () => {
    expect(priceOf({ target, model }, nobody)).toEqual(model.price);
    expect(priceOf({ target, model: unpriced }, nobody)).toBeUndefined();
  });

  it("is the operator's by target, then id, then alias, in any case", () => {
    const cost = (input: number) => ({ input, output: 1 });
    const all = { 'KIMI/K2': cost(7), K2: cost(8), fast: cost(9) };
    const { 'KIMI/K2': _target, ...byId } = all;
    const { K2: _id, ...byAlias } = byId;
    const inputs = [all, byId, byAlias].map(
      (modelCosts) => priceOf({ target, model }, { ...nobody, modelCosts })?.inputUsdPerMTok,
    );
    expect(inputs).toEqual([7, 8, 9]);
  });

  it('is nothing for free models and subscriptions, unless the operator names a price', () => {
    expect(priceOf({ target, model: { ...model, free: true } }, nobody)).toEqual(zero);
    expect(priceOf({ target, model: { ...unpriced, billing: 'subscription' } }, nobody)).toEqual(zero);
    const modelCosts = { k2: { input: 1, output: 2, cachedInput: 0.5 } };
    expect(priceOf({ target, model: { ...model, free: true } }, { ...nobody, modelCosts })).toEqual({
      inputUsdPerMTok: 1,
      outputUsdPerMTok: 2,
      cachedInputUsdPerMTok: 0.5,
    });
  });

  it('keeps the known price of a paid model that the operator calls free', () => {
    const listed = { modelCosts: {}, freeModels: ['k2'] };
    expect(priceOf({ target, model }, listed)).toEqual(model.price);
    expect(priceOf({ target, model: unpriced }, listed)).toEqual(zero);
  });
});

describe('costOfUsage', () => {
  const usage = {
    inputTokens: 1_000_000,
    outputTokens: 500_000,
    cachedInputTokens: 400_000,
    reasoningTokens: 9,
  };

  it('counts cached input at its own price, and at the full one where there is none', () => {
    const price = { inputUsdPerMTok: 1, outputUsdPerMTok: 2 };
    expect(costOfUsage(usage, price)).toBeCloseTo(2, 12);
    expect(costOfUsage(usage, { ...price, cachedInputUsdPerMTok: 0.1 })).toBeCloseTo(1.64, 12);
  });

  it('never counts more cached input than there was input', () => {
    const odd = { ...usage, cachedInputTokens: 9_000_000 };
    const price = { inputUsdPerMTok: 1, outputUsdPerMTok: 0, cachedInputUsdPerMTok: 0.1 };
    expect(costOfUsage(odd, price)).toBeCloseTo(0.1, 12);
  });
});
