import type { Candidate, Requirement, RoutingPolicy } from '@reg/core';
import { costOfTokens } from './cost-of-usage.js';
import { priceOf } from './price-of.js';

/**
 * What a request is expected to cost on a model, in US dollars: the estimated input at list price, plus the output
 * asked for at most, or the operator's assumption where the caller set no limit. `undefined` when the price is
 * unknown.
 */
export function expectedCostUsd(
  candidate: Pick<Candidate, 'target' | 'model'>,
  requirement: Pick<Requirement, 'estimatedInputTokens' | 'maxOutputTokens' | 'choices'>,
  policy: Pick<RoutingPolicy, 'modelCosts' | 'freeModels' | 'assumedOutputTokens'>,
): number | undefined {
  const price = priceOf(candidate, policy);
  if (price === undefined) return undefined;
  const assumed = Math.min(policy.assumedOutputTokens, candidate.model.maxOutputTokens ?? Infinity);
  const outputTokens = (requirement.maxOutputTokens ?? assumed) * (requirement.choices ?? 1);
  return costOfTokens({ inputTokens: requirement.estimatedInputTokens, outputTokens }, price);
}
