import { describe, expect, it } from 'vitest';
import { rank } from '../rank/rank.js';
import { aCandidate, aPolicy, aRequirement, aSnapshot } from '../testing-fixtures/candidates.js';
import { worstCaseUsd } from './worst-case.js';

const limits = { contextWindow: 100_000, maxOutputTokens: 10_000 };
const cheap = aCandidate('a/1', { model: limits });
const dear = aCandidate('b/1', {
  model: { ...limits, price: { inputUsdPerMTok: 10, outputUsdPerMTok: 20 } },
});
const worst = (candidates: readonly ReturnType<typeof aCandidate>[], requirement = aRequirement()) =>
  worstCaseUsd(rank(requirement, aSnapshot(candidates), 1), aPolicy());

describe('worstCaseUsd', () => {
  it('is the longest answer of the dearest model that may answer', () => {
    const requirement = aRequirement({ estimatedInputTokens: 1_000 });
    expect(worst([cheap, dear], requirement)).toBeCloseTo(0.21, 9);
    expect(worst([cheap, dear], { ...requirement, allowedModels: ['a/1'] })).toBeCloseTo(0.021, 9);
  });

  it('is lower where the caller sets a limit', () => {
    const requirement = aRequirement({ estimatedInputTokens: 1_000, maxOutputTokens: 100 });
    expect(worst([dear], requirement)).toBeCloseTo(0.012, 9);
  });

  it('is nothing where nobody answers or nothing costs anything, and infinite where nothing is known', () => {
    expect(worst([])).toBe(0);
    expect(worst([aCandidate('a/1', { model: { free: true } })])).toBe(0);
    const { contextWindow: _window, maxOutputTokens: _output, ...model } = cheap.model;
    const boundless = { ...cheap, model };
    const requirement = aRequirement({ estimatedInputTokens: 1_000 });
    expect(worst([boundless], requirement)).toBe(Infinity);
  });
});
