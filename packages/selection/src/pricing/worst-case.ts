import type { Decision, RoutingPolicy } from '@reg/core';
import { costAllowance } from './cost-allowance.js';
import { priceOf } from './price-of.js';

/**
 * The most that one attempt of a decision can cost, in US dollars, whoever of its candidates makes it: the estimated
 * input and the longest answer there could be. Infinite where a model has no known limit; 0 when nobody can answer.
 * Candidates of unknown price are left out.
 */
export function worstCaseUsd(
  { ranked, requirement }: Pick<Decision, 'ranked' | 'requirement'>,
  policy: Pick<RoutingPolicy, 'modelCosts' | 'freeModels' | 'assumedOutputTokens'>,
): number {
  let worstUsd = 0;
  for (const { target, descriptor: model } of ranked) {
    const price = priceOf({ target, model }, policy);
    if (price === undefined) continue;
    const { assumedOutputTokens } = policy;
    const allowance = costAllowance({ model, price, requirement, assumedOutputTokens, budgetUsd: Infinity });
    if (allowance.affordable) worstUsd = Math.max(worstUsd, allowance.worstCaseUsd);
  }
  return worstUsd;
}
