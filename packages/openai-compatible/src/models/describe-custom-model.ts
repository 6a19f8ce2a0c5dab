import type { ModelCapabilities, ModelDescriptor, ModelPrice } from '@reg/core';

/** A model that an operator describes: everything but the id may be left out. */
export interface CustomModel {
  /** The id that the endpoint knows it by, sent on the wire. */
  readonly id: string;
  readonly aliases?: readonly string[];
  /** Input plus output tokens. */
  readonly contextWindow?: number;
  readonly maxOutputTokens?: number;
  readonly capabilities?: Partial<ModelCapabilities>;
  /** Absent: unknown, which is not free. */
  readonly price?: ModelPrice;
  /** @default true when the price is zero, else false */
  readonly free?: boolean;
  /** From 0 to 100. @default 50 each */
  readonly rating?: ModelDescriptor['rating'];
  /** @default configuration */
  readonly fact?: ModelDescriptor['fact'];
}

/**
 * What a model behind a compatible endpoint is taken to be able to do: what most can, so that nothing is refused
 * without need. Pictures, video, reasoning controls and continuation are only there when somebody says so.
 */
const usualCapabilities: ModelCapabilities = {
  vision: false,
  video: false,
  tools: true,
  forcedToolChoice: 'any',
  jsonObject: true,
  jsonSchema: true,
  reasoning: 'none',
  continuation: false,
};

/** The descriptor of an operator's model. Without a price and without `free` its cost is unknown. */
export function describeCustomModel(model: CustomModel): ModelDescriptor {
  const { contextWindow, maxOutputTokens, price } = model;
  const free = model.free ?? isZero(price);
  return {
    id: model.id,
    aliases: model.aliases ?? [],
    ...(contextWindow === undefined ? {} : { contextWindow }),
    ...(maxOutputTokens === undefined ? {} : { maxOutputTokens }),
    capabilities: { ...usualCapabilities, ...model.capabilities },
    ...(price === undefined ? {} : { price }),
    free,
    billing: free ? 'free' : 'per-token',
    status: 'active',
    rating: model.rating ?? { capability: 50, speed: 50 },
    fact: model.fact ?? { source: 'configuration', date: 'as configured' },
  };
}

function isZero(price: ModelPrice | undefined): boolean {
  return price?.inputUsdPerMTok === 0 && price.outputUsdPerMTok === 0;
}
