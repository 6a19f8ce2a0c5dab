import { describe, expect, it } from 'vitest';
import { aModel } from '../testing-fixtures/candidates.js';
import { isFreeModel } from './is-free-model.js';

const target = 'kimi/k2';
const paid = aModel({ id: 'k2', aliases: ['Fast'] });
const free = { ...paid, free: true };
const nothingSaid = { freeModels: [], modelCosts: {} };
const priced = (input: number, output = input) => ({
  ...nothingSaid,
  modelCosts: { 'KIMI/K2': { input, output } },
});

describe('isFreeModel', () => {
  it('believes the catalogue where the operator says nothing', () => {
    expect(isFreeModel({ target, model: free }, nothingSaid)).toBe(true);
    expect(isFreeModel({ target, model: paid }, nothingSaid)).toBe(false);
    expect(isFreeModel({ target, model: free }, { freeModels: [] })).toBe(true);
  });

  it('believes the operator’s list first, by any name', () => {
    expect(isFreeModel({ target, model: paid }, { ...priced(9), freeModels: ['FAST'] })).toBe(true);
  });

  it('takes a model that the operator puts a price on for paid, and one at nothing for free', () => {
    expect(isFreeModel({ target, model: free }, priced(0.1, 0))).toBe(false);
    expect(isFreeModel({ target, model: free }, priced(0, 0.1))).toBe(false);
    expect(isFreeModel({ target, model: paid }, priced(0))).toBe(true);
  });
});
