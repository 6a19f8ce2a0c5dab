import type { ModelDescriptor } from '@reg/core';
import type { PricedModel } from './price-of.js';

/** A model as the standalone functions take it: only its name, or everything known of it. */
export type ModelChoice = string | ModelDescriptor;

/** The name alone says nothing of price or freeness: then only the operator's lists count. */
export function pricedModelOf(choice: ModelChoice): PricedModel {
  if (typeof choice !== 'string') return { model: choice };
  return { target: choice, model: { id: choice, aliases: [], free: false, billing: 'per-token' } };
}
