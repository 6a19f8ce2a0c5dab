import type { EffectiveConfig } from '@reg/config';
import type { RoutingPolicy } from '@reg/core';

/** The operator's routing settings as ranking wants them. */
export function routingPolicyFrom(config: EffectiveConfig): RoutingPolicy {
  const { routing } = config;
  return {
    freeTierPreference: routing.freeTierPreference,
    freeModels: routing.freeModels,
    costAware: routing.costAware,
    modelCosts: routing.modelCosts,
    allowUnknownPrice: routing.allowUnknownPrice,
    assumedOutputTokens: routing.assumedOutputTokens,
    categories: routing.categories,
    defaultCategory: routing.defaultCategory,
    ...(routing.maxCostPerRequestUsd === undefined
      ? {}
      : { maxCostPerRequestUsd: routing.maxCostPerRequestUsd }),
  };
}
