import type { ModelCost, RoutingPolicy } from '@reg/core';
import { foldName } from './model-names.js';

const costIndexes = new WeakMap<object, ReadonlyMap<string, ModelCost>>();
const freeIndexes = new WeakMap<object, ReadonlySet<string>>();

/** The operator's prices by folded name. Policies are immutable, so each is indexed once. */
export function modelCostIndex(modelCosts: RoutingPolicy['modelCosts']): ReadonlyMap<string, ModelCost> {
  let index = costIndexes.get(modelCosts);
  if (index === undefined) {
    index = new Map(Object.entries(modelCosts).map(([name, cost]) => [foldName(name), cost]));
    costIndexes.set(modelCosts, index);
  }
  return index;
}

/** The operator's free models by folded name. */
export function freeModelIndex(freeModels: RoutingPolicy['freeModels']): ReadonlySet<string> {
  let index = freeIndexes.get(freeModels);
  if (index === undefined) {
    index = new Set(freeModels.map(foldName));
    freeIndexes.set(freeModels, index);
  }
  return index;
}
