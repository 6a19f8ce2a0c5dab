import type { ModelDescriptor, ModelPrice, RoutingPolicy } from '@reg/core';
import { isFreeModel } from './is-free-model.js';
import { operatorPrice } from './operator-price.js';

/** What has to be known of a model to price it; a `Candidate` is one. */
export interface PricedModel {
  /** `provider/model`; absent where only the model is known. */
  readonly target?: string;
  readonly model: Pick<ModelDescriptor, 'id' | 'aliases' | 'price' | 'free' | 'billing'>;
}

const nothing: ModelPrice = { inputUsdPerMTok: 0, outputUsdPerMTok: 0 };

/**
 * The price of a model's tokens, or `undefined` when nobody knows it. In this order: the operator's price for the
 * target, the id or an alias; nothing for a model on the vendor's free tier; the catalogue's price; nothing for a
 * subscription, whose next token costs no more; nothing for a model of unknown price that the operator calls free.
 */
export function priceOf(
  subject: PricedModel,
  policy: Pick<RoutingPolicy, 'modelCosts' | 'freeModels'>,
): ModelPrice | undefined {
  const { model } = subject;
  const override = operatorPrice(subject, policy);
  if (override !== undefined) return override;
  if (model.free) return nothing;
  if (model.price !== undefined) return model.price;
  return model.billing === 'subscription' || isFreeModel(subject, policy) ? nothing : undefined;
}
