import type { Candidate, ModelDescriptor, ModelPrice, Requirement, RoutingPolicy } from '@reg/core';
import { costOfTokens } from './cost-of-usage.js';
import { priceOf } from './price-of.js';

type SizedRequest = Pick<Requirement, 'estimatedInputTokens' | 'maxOutputTokens' | 'choices'>;

/**
 * What a request is expected to cost on a model, in US dollars: the estimated input at list price, plus the output
 * asked for at most, or the operator's assumption where the caller set no limit. `undefined` when the price is
 * unknown.
 */
export function expectedCostUsd(
  candidate: Pick<Candidate, 'target' | 'model'>,
  requirement: SizedRequest,
  policy: Pick<RoutingPolicy, 'modelCosts' | 'freeModels' | 'assumedOutputTokens'>,
): number | undefined {
  const price = priceOf(candidate, policy);
  return price && expectedCostAt(price, { model: candidate.model, requirement, policy });
}

/** {@link expectedCostUsd} at a price that is known already. */
export function expectedCostAt(
  price: ModelPrice,
  inputs: {
    readonly model: Pick<ModelDescriptor, 'maxOutputTokens'>;
    readonly requirement: SizedRequest;
    readonly policy: Pick<RoutingPolicy, 'assumedOutputTokens'>;
  },
): number {
  const { model, requirement, policy } = inputs;
  const assumed = Math.min(policy.assumedOutputTokens, model.maxOutputTokens ?? Infinity);
  const outputTokens = (requirement.maxOutputTokens ?? assumed) * (requirement.choices ?? 1);
  return costOfTokens({ inputTokens: requirement.estimatedInputTokens, outputTokens }, price);
}
