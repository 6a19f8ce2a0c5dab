import type { ModelDescriptor, ModelPrice, RoutingPolicy } from '@reg/core';
import { namesOf } from './model-names.js';
import { operatorPrice } from './operator-price.js';
import { freeModelIndex } from './policy-index.js';

/** What has to be known of a model to say whether it is free. */
export interface FreeModelSubject {
  readonly target?: string;
  readonly model: Pick<ModelDescriptor, 'id' | 'aliases' | 'free'>;
}

/**
 * Whether a model counts as free. The operator's word comes first: one that is listed by target, id or alias is
 * free, otherwise a price makes it paid, and a price of nothing free. Where the operator says neither, the
 * catalogue does. A subscription is not free: somebody pays for it.
 */
export function isFreeModel(
  subject: FreeModelSubject,
  policy: Pick<RoutingPolicy, 'freeModels'> & Partial<Pick<RoutingPolicy, 'modelCosts'>>,
): boolean {
  const free = freeModelIndex(policy.freeModels);
  if (free.size > 0 && namesOf(subject).some((name) => free.has(name))) return true;
  const { modelCosts } = policy;
  const price = modelCosts === undefined ? undefined : operatorPrice(subject, { modelCosts });
  return price === undefined ? subject.model.free : isNothing(price);
}

function isNothing({ inputUsdPerMTok, outputUsdPerMTok, cachedInputUsdPerMTok = 0 }: ModelPrice): boolean {
  return inputUsdPerMTok === 0 && outputUsdPerMTok === 0 && cachedInputUsdPerMTok === 0;
}
