import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { costAllowance, type CostAllowanceInput } from './cost-allowance.js';
import { costOfTokens } from './cost-of-usage.js';
import { formatUsd } from './format-usd.js';

const input: CostAllowanceInput = {
  model: { contextWindow: 100_000, maxOutputTokens: 8_000 },
  price: { inputUsdPerMTok: 1, outputUsdPerMTok: 2 },
  requirement: { estimatedInputTokens: 1_000 },
  assumedOutputTokens: 1_000,
  budgetUsd: 1,
};

describe('costAllowance', () => {
  it('needs no limit where the model itself cannot write more than the budget pays for', () => {
    expect(costAllowance(input)).toEqual({ affordable: true, worstCaseUsd: 0.017 });
  });

  it('limits the output to what the budget pays for', () => {
    expect(costAllowance({ ...input, budgetUsd: 0.005 })).toEqual({
      affordable: true,
      worstCaseUsd: 0.005,
      outputTokenLimit: 2_000,
    });
  });

  it('refuses less than the assumed output, and says what would be needed', () => {
    expect(costAllowance({ ...input, budgetUsd: 0.002_9 })).toEqual({ affordable: false, neededUsd: 0.003 });
  });

  it("must afford the caller's own limit, for every choice asked for", () => {
    const requirement = { estimatedInputTokens: 1_000, maxOutputTokens: 2_000, choices: 2 };
    expect(costAllowance({ ...input, requirement, budgetUsd: 0.008 })).toEqual({
      affordable: false,
      neededUsd: 0.009,
    });
    expect(costAllowance({ ...input, requirement, budgetUsd: 0.009 })).toEqual({
      affordable: true,
      worstCaseUsd: 0.009,
    });
  });

  it('keeps a limit inside the window, which vendors demand', () => {
    const model = { contextWindow: 1_500 };
    const allowance = costAllowance({ ...input, model, assumedOutputTokens: 400, budgetUsd: 0.003_5 });
    expect(allowance).toMatchObject({ affordable: true, outputTokenLimit: 500 });
  });

  it.each([
    [11.2, 1e-12, 51_479, 0.576_564_800_000_000_7],
    [6.4, 1e-13, 58_612, 0.375_116_800_000_000_47],
  ])('stays within the budget where a token costs less than a sum can tell (%d, %d)', (...drawn) => {
    const [inputUsdPerMTok, outputUsdPerMTok, estimatedInputTokens, budgetUsd] = drawn;
    const allowance = costAllowance({
      model: {},
      price: { inputUsdPerMTok, outputUsdPerMTok },
      requirement: { estimatedInputTokens },
      assumedOutputTokens: 1,
      budgetUsd,
    });
    expect(allowance.affordable).toBe(true);
    if (allowance.affordable) expect(allowance.worstCaseUsd).toBeLessThanOrEqual(budgetUsd);
  });

  it('never allows what costs more than the budget, and always what costs nothing', () => {
    const amount = fc.double({ min: 0, max: 100, noNaN: true });
    const drawn = fc.record({
      price: fc.record({ inputUsdPerMTok: amount, outputUsdPerMTok: amount }),
      estimatedInputTokens: fc.nat(200_000),
      choices: fc.integer({ min: 1, max: 4 }),
      budgetUsd: fc.double({ min: 0, max: 1, noNaN: true }),
      model: fc.constantFrom({}, { maxOutputTokens: 4_000 }, { contextWindow: 8_000 }),
    });
    fc.assert(
      fc.property(drawn, ({ price, estimatedInputTokens, choices, budgetUsd, model }) => {
        const requirement = { estimatedInputTokens, choices };
        const allowance = costAllowance({ model, price, requirement, assumedOutputTokens: 500, budgetUsd });
        if (!allowance.affordable) {
          expect(allowance.neededUsd).toBeGreaterThan(budgetUsd);
          return;
        }
        expect(allowance.worstCaseUsd).toBeLessThanOrEqual(budgetUsd);
        if (allowance.outputTokenLimit === undefined) return;
        expect(allowance.outputTokenLimit).toBeGreaterThan(0);
        const outputTokens = allowance.outputTokenLimit * choices;
        const worst = costOfTokens({ inputTokens: estimatedInputTokens, outputTokens }, price);
        expect(worst).toBeLessThanOrEqual(budgetUsd);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('formatUsd', () => {
  it.each([
    [0, '$0'],
    [12.345, '$12.35'],
    [0.003, '$0.003'],
    [0.012_345, '$0.0123'],
    [0.000_001_5, '$0.0000015'],
    [0.5, '$0.5'],
  ])('writes %d as %s', (usd, text) => {
    expect(formatUsd(usd)).toBe(text);
  });
});
