import type { ModelPrice, RoutingPolicy } from '@reg/core';
import { namesOf, type NamedModel } from './model-names.js';
import { modelCostIndex } from './policy-index.js';

/** What the operator says that a model costs, by its target, its id or an alias; the most specific name counts. */
export function operatorPrice(
  subject: NamedModel,
  { modelCosts }: Pick<RoutingPolicy, 'modelCosts'>,
): ModelPrice | undefined {
  const costs = modelCostIndex(modelCosts);
  if (costs.size === 0) return undefined;
  for (const name of namesOf(subject)) {
    const cost = costs.get(name);
    if (cost === undefined) continue;
    return {
      inputUsdPerMTok: cost.input,
      outputUsdPerMTok: cost.output,
      ...(cost.cachedInput === undefined ? {} : { cachedInputUsdPerMTok: cost.cachedInput }),
    };
  }
  return undefined;
}
