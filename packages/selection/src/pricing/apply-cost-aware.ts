import type { ModelCost } from '@reg/core';
import { compareKnownFirst } from '../orderings/compare-known-first.js';
import { costOfTokens } from './cost-of-usage.js';
import { pricedModelOf, type ModelChoice } from './model-choice.js';
import { priceOf } from './price-of.js';

export interface CostAwareOptions {
  /** US dollars per million tokens by target, id or alias, in any case; stronger than the catalogue. @default {} */
  readonly modelCosts?: Readonly<Record<string, ModelCost>>;
  /** US dollars that one request may cost. Absent: nothing is dropped. */
  readonly maxCostUsd?: number;
  /** Whether a model of unknown price stays although there is a cap. @default false */
  readonly allowUnknownPrice?: boolean;
  /** Input tokens of the request to price. @default 1000 */
  readonly inputTokens?: number;
  /** Output tokens of the request to price. @default 1000 */
  readonly outputTokens?: number;
  /** `false` gives the list back as it is. @default true */
  readonly enabled?: boolean;
}

/**
 * Cheapest first for a request of the given size, equal costs in their old order, models of unknown price last.
 * Under a cap, what costs more is dropped, and so is what nobody can price unless `allowUnknownPrice` says
 * otherwise.
 */
export function applyCostAware<T extends ModelChoice>(
  models: readonly T[],
  options: CostAwareOptions = {},
): readonly T[] {
  const { maxCostUsd, allowUnknownPrice = false, enabled = true } = options;
  if (!enabled) return models;
  const fits = (costUsd: number | undefined): boolean =>
    maxCostUsd === undefined || (costUsd === undefined ? allowUnknownPrice : costUsd <= maxCostUsd);
  return models
    .map((choice) => ({ choice, costUsd: costOfChoice(choice, options) }))
    .filter(({ costUsd }) => fits(costUsd))
    .toSorted((left, right) => compareKnownFirst(left.costUsd, right.costUsd))
    .map(({ choice }) => choice);
}

function costOfChoice(choice: ModelChoice, options: CostAwareOptions): number | undefined {
  const { modelCosts = {}, inputTokens = 1000, outputTokens = 1000 } = options;
  const price = priceOf(pricedModelOf(choice), { modelCosts, freeModels: [] });
  return price === undefined ? undefined : costOfTokens({ inputTokens, outputTokens }, price);
}
