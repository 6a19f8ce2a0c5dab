import type { ModelDescriptor, RoutingPolicy } from '@reg/core';
import { namesOf } from './model-names.js';
import { freeModelIndex } from './policy-index.js';

/** What has to be known of a model to say whether it is free. */
export interface FreeModelSubject {
  readonly target?: string;
  readonly model: Pick<ModelDescriptor, 'id' | 'aliases' | 'free'>;
}

/**
 * Whether a model counts as free: the catalogue says so, or the operator lists it by target, id or alias. Listing
 * a paid model makes it free by the operator's word. A subscription is not free: somebody pays for it.
 */
export function isFreeModel(subject: FreeModelSubject, policy: Pick<RoutingPolicy, 'freeModels'>): boolean {
  if (subject.model.free) return true;
  const free = freeModelIndex(policy.freeModels);
  return free.size > 0 && namesOf(subject).some((name) => free.has(name));
}
