import type { ModelCapabilities, ModelDescriptor, ModelPrice } from '@reg/core';

/*
 * Ratings are reg's own judgement, from 0 to 100: capability follows the generation and the size inside it
 * (plain above air above flash), speed follows the vendor's naming (x, turbo, airx and flash above plain).
 * They order models among themselves only.
 */

/** No GLM model obeys a forced tool choice, takes a JSON schema or continues an assistant message. */
const toggle: ModelCapabilities = {
  vision: false,
  video: false,
  tools: true,
  forcedToolChoice: 'none',
  jsonObject: true,
  jsonSchema: false,
  reasoning: 'toggle',
  continuation: false,
};
const always: ModelCapabilities = { ...toggle, reasoning: 'always' };
const multimodal: ModelCapabilities = { ...always, vision: true, video: true };
// The vendor's OpenAPI has no response_format for the models of its vision endpoint (2026-08-03).
const visual: ModelCapabilities = { ...toggle, vision: true, video: true, jsonObject: false };

const pricingPage = 'docs.z.ai/guides/overview/pricing';
const withModelsDev = { source: `${pricingPage} and models.dev (zai)`, date: '2026-06-02' };
const springPage = { source: pricingPage, date: '2026-03' };

/** The models of api.z.ai, best first. */
export const glmModels: readonly ModelDescriptor[] = [
  model('glm-5.3', {
    window: 1_000_000,
    output: 131_072,
    capabilities: always,
    price: usd(1.4, 4.4, 0.26),
    rating: [90, 50],
    fact: { source: 'Z.ai price page as quoted by Codeep v2.20.0, OpenRouter', date: '2026-08-20' },
    notes: 'Thinking cannot be switched off.',
  }),
  model('glm-5.2', {
    window: 1_000_000,
    output: 131_072,
    capabilities: { ...toggle, reasoning: 'effort' },
    price: usd(1.4, 4.4, 0.26),
    rating: [86, 50],
    fact: { source: `${pricingPage} and models.dev (zai)`, date: '2026-06-26' },
  }),
  model('glm-5.1', {
    window: 200_000,
    output: 131_072,
    price: usd(1.4, 4.4, 0.26),
    rating: [82, 50],
    fact: { source: `${pricingPage} and models.dev (zai)`, date: '2026-06-17' },
  }),
  model('glm-5', {
    window: 204_800,
    output: 131_072,
    price: usd(1, 3.2, 0.2),
    rating: [80, 50],
    fact: { source: `${pricingPage} and models.dev (zai)`, date: '2026-06-17' },
  }),
  model('glm-5-turbo', {
    window: 200_000,
    output: 131_072,
    price: usd(1.2, 4, 0.24),
    rating: [76, 76],
    fact: withModelsDev,
  }),
  model('glm-5.3-flash', {
    window: 1_000_000,
    output: 131_072,
    capabilities: multimodal,
    price: usd(0.15, 0.5, 0.03),
    rating: [72, 84],
    fact: { source: 'Codeep v2.25.0 (list price), models.dev', date: '2026-08-28' },
    notes: 'List price; a launch price at half of it was seen. The cached price follows from the launch one.',
  }),
  model('glm-5.3-flashx', {
    window: 1_048_576,
    output: 131_072,
    capabilities: multimodal,
    rating: [72, 92],
    fact: { source: 'models.dev (zhipuai/glm-5.3-flashx)', date: '2026-09-18' },
    notes: 'No price was published.',
  }),
  model('glm-5v-turbo', {
    window: 200_000,
    output: 131_072,
    capabilities: visual,
    price: usd(1.2, 4, 0.24),
    rating: [74, 75],
    fact: withModelsDev,
    notes: 'models.dev says it takes tools, the OpenAPI of 2026-08-03 names only glm-4.6v and autoglm-phone.',
  }),
  model('glm-5-code', {
    price: usd(1.2, 5, 0.3),
    status: 'unknown',
    rating: [80, 50],
    fact: springPage,
    notes: 'Only its price was published.',
  }),
  model('glm-4.7', {
    window: 204_800,
    output: 131_072,
    price: usd(0.6, 2.2, 0.11),
    rating: [76, 60],
    fact: withModelsDev,
  }),
  model('glm-4.7-flashx', {
    window: 200_000,
    output: 131_072,
    price: usd(0.07, 0.4, 0.01),
    rating: [58, 92],
    fact: withModelsDev,
  }),
  model('glm-4.7-flash', {
    window: 200_000,
    output: 131_072,
    free: true,
    rating: [58, 80],
    fact: withModelsDev,
  }),
  model('glm-4.6', {
    window: 204_800,
    output: 131_072,
    price: usd(0.6, 2.2, 0.11),
    rating: [72, 55],
    fact: withModelsDev,
  }),
  model('glm-4.6v', {
    window: 128_000,
    output: 32_768,
    capabilities: visual,
    price: usd(0.3, 0.9),
    rating: [68, 60],
    fact: withModelsDev,
  }),
  model('glm-4.6v-flashx', {
    window: 131_072,
    output: 32_768,
    capabilities: visual,
    rating: [55, 90],
    fact: { source: 'docs.z.ai OpenAPI', date: '2026-08-03' },
    notes: 'No US dollar price was published.',
  }),
  model('glm-4.6v-flash', {
    window: 131_072,
    output: 32_768,
    capabilities: visual,
    free: true,
    rating: [52, 80],
    fact: { source: 'docs.z.ai OpenAPI, models.dev (zai)', date: '2026-08-03' },
  }),
  model('glm-4.5', {
    window: 131_072,
    output: 98_304,
    price: usd(0.6, 2.2, 0.11),
    rating: [65, 55],
    fact: withModelsDev,
  }),
  model('glm-4.5-x', {
    window: 131_072,
    output: 98_304,
    price: usd(2.2, 8.9, 0.45),
    rating: [65, 80],
    fact: springPage,
  }),
  model('glm-4.5-air', {
    window: 131_072,
    output: 98_304,
    price: usd(0.2, 1.1, 0.03),
    rating: [56, 70],
    fact: withModelsDev,
  }),
  model('glm-4.5-airx', {
    window: 131_072,
    output: 98_304,
    price: usd(1.1, 4.5, 0.22),
    rating: [56, 88],
    fact: springPage,
  }),
  model('glm-4.5-flash', {
    window: 131_072,
    output: 98_304,
    free: true,
    rating: [50, 80],
    fact: withModelsDev,
  }),
  model('glm-4.5v', {
    window: 64_000,
    output: 16_384,
    capabilities: visual,
    price: usd(0.6, 1.8),
    rating: [58, 55],
    fact: { source: 'models.dev (zai/glm-4.5v)', date: '2026-06-02' },
    notes: 'May write thinking and box tags into its text; the codec takes them out.',
  }),
  model('glm-4-32b-0414-128k', {
    window: 131_072,
    output: 16_384,
    capabilities: { ...toggle, reasoning: 'none' },
    price: usd(0.1, 0.1),
    rating: [40, 65],
    fact: { source: `${pricingPage}, docs.z.ai OpenAPI`, date: '2026-08-03' },
  }),
  model('autoglm-phone-multilingual', {
    output: 4096,
    capabilities: { ...visual, video: false, reasoning: 'none' },
    rating: [30, 60],
    fact: { source: 'docs.z.ai OpenAPI', date: '2026-08-03' },
    notes: 'Operates a phone; neither window nor price was published.',
  }),
];

interface ModelFacts {
  readonly window?: number;
  readonly output?: number;
  readonly capabilities?: ModelCapabilities;
  readonly price?: ModelPrice;
  readonly free?: true;
  readonly status?: 'unknown';
  readonly rating: readonly [capability: number, speed: number];
  readonly fact: { readonly source: string; readonly date: string };
  readonly notes?: string;
}

function model(id: string, facts: ModelFacts): ModelDescriptor {
  const price = facts.free === true ? usd(0, 0, 0) : facts.price;
  return {
    id,
    aliases: [],
    ...(facts.window === undefined ? {} : { contextWindow: facts.window }),
    ...(facts.output === undefined ? {} : { maxOutputTokens: facts.output }),
    capabilities: facts.capabilities ?? toggle,
    ...(price === undefined ? {} : { price }),
    free: facts.free ?? false,
    billing: facts.free === true ? 'free' : 'per-token',
    status: facts.status ?? 'active',
    rating: { capability: facts.rating[0], speed: facts.rating[1] },
    fact: facts.fact,
    ...(facts.notes === undefined ? {} : { notes: facts.notes }),
  };
}

function usd(input: number, output: number, cachedInput?: number): ModelPrice {
  return {
    inputUsdPerMTok: input,
    outputUsdPerMTok: output,
    ...(cachedInput === undefined ? {} : { cachedInputUsdPerMTok: cachedInput }),
  };
}
