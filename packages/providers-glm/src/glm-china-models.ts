import type { ModelCapabilities, ModelDescriptor } from '@reg/core';
import { glmModels } from './glm-models.js';

const fact = { source: "open.bigmodel.cn price list as in lobehub's model bank", date: '2026-01' };
const free = { inputUsdPerMTok: 0, outputUsdPerMTok: 0, cachedInputUsdPerMTok: 0 };

const text: ModelCapabilities = {
  vision: false,
  video: false,
  tools: true,
  forcedToolChoice: 'none',
  jsonObject: true,
  jsonSchema: false,
  reasoning: 'none',
  continuation: false,
};
const thinking: ModelCapabilities = { ...text, tools: false, reasoning: 'always' };
const visual: ModelCapabilities = { ...text, vision: true, tools: false, jsonObject: false };

/** CNY per million tokens, input and output, as the vendor's Chinese price list states them. */
const cnyPrices: Readonly<Record<string, string>> = {
  'glm-5v-turbo': '5 in, 22 out',
  'glm-4.7': '2 to 4 in, 8 to 16 out, by length',
  'glm-4.7-flashx': '0.5 in, 3 out',
  'glm-4.6': '2 to 4 in, 8 to 16 out, by length',
  'glm-4.6v': '1 to 2 in, 3 to 6 out, by length',
  'glm-4.6v-flashx': '0.15 to 0.3 in, 1.5 to 3 out, by length',
  'glm-4.5': '2 to 4 in, 8 to 16 out, by length',
  'glm-4.5v': '2 to 4 in, 6 to 12 out, by length',
};

/** Small older models that only open.bigmodel.cn serves, several of them free. */
const legacyModels: readonly ModelDescriptor[] = [
  legacy('glm-z1-flash', { size: [131_072, 32_768], capabilities: thinking, cny: 0, rating: [44, 70] }),
  legacy('glm-4.1v-thinking-flash', {
    size: [65_536, 32_768],
    capabilities: { ...visual, reasoning: 'always' },
    cny: 0,
    rating: [42, 65],
  }),
  legacy('glm-4-flash-250414', {
    size: [131_072, 32_768],
    aliases: ['glm-4-flash'],
    cny: 0,
    rating: [35, 85],
  }),
  legacy('glm-4v-flash', { size: [4096, 8192], capabilities: visual, cny: 0, rating: [25, 80] }),
  legacy('glm-4-flashx-250414', {
    size: [131_072, 4095],
    aliases: ['glm-4-flashx'],
    cny: 0.1,
    rating: [35, 92],
  }),
  legacy('glm-4-air-250414', { size: [131_072, 16_384], aliases: ['glm-4-air'], cny: 0.5, rating: [40, 70] }),
  legacy('glm-4-airx', { size: [8192, 4095], cny: 10, rating: [38, 88] }),
  legacy('glm-4-plus', { size: [131_072, 4095], cny: 5, rating: [45, 55] }),
  legacy('glm-4-long', { size: [1_024_000, 4095], cny: 1, rating: [38, 50] }),
  legacy('glm-z1-air', { size: [131_072, 32_768], capabilities: thinking, cny: 0.5, rating: [48, 55] }),
  legacy('glm-z1-airx', { size: [32_768, 32_768], capabilities: thinking, cny: 5, rating: [48, 85] }),
  legacy('glm-z1-flashx', { size: [131_072, 32_768], capabilities: thinking, cny: 0.1, rating: [44, 88] }),
  legacy('glm-4.1v-thinking-flashx', {
    size: [65_536, 32_768],
    capabilities: { ...visual, reasoning: 'always' },
    cny: 2,
    rating: [42, 85],
  }),
];

const retired: ModelDescriptor = {
  id: 'glm-4-0520',
  aliases: [],
  contextWindow: 131_072,
  capabilities: text,
  free: false,
  billing: 'per-token',
  status: 'retired',
  // The large general model of its time; this is the large one that open.bigmodel.cn still prices per token.
  successor: 'glm-4.7',
  rating: { capability: 0, speed: 0 },
  fact,
  notes: 'Deprecated on 2025-12-30.',
};

/**
 * The models of open.bigmodel.cn: those of api.z.ai and the older ones that only this host serves. It bills in
 * CNY, so the US dollar price of whatever is not free is unknown: a cost cap leaves these models out unless
 * unknown prices are allowed or `MODEL_COSTS_JSON` states them.
 */
export const glmChinaModels: readonly ModelDescriptor[] = [
  ...glmModels.map(withoutUsdPrice),
  ...legacyModels,
  retired,
];

function withoutUsdPrice(model: ModelDescriptor): ModelDescriptor {
  if (model.free) return model;
  const { price: _price, notes, ...rest } = model;
  const prices = cnyPrices[model.id];
  const note = prices === undefined ? 'Billed in CNY.' : `Billed in CNY per million tokens: ${prices}.`;
  return { ...rest, notes: notes === undefined ? note : `${notes} ${note}` };
}

interface LegacyModel {
  readonly size: readonly [contextWindow: number, maxOutputTokens: number];
  readonly capabilities?: ModelCapabilities;
  readonly aliases?: readonly string[];
  /** Input and output cost the same. */
  readonly cny: number;
  readonly rating: readonly [capability: number, speed: number];
}

function legacy(id: string, model: LegacyModel): ModelDescriptor {
  const isFree = model.cny === 0;
  return {
    id,
    aliases: model.aliases ?? [],
    contextWindow: model.size[0],
    maxOutputTokens: model.size[1],
    capabilities: model.capabilities ?? text,
    ...(isFree ? { price: free } : {}),
    free: isFree,
    billing: isFree ? 'free' : 'per-token',
    status: 'legacy',
    rating: { capability: model.rating[0], speed: model.rating[1] },
    fact,
    notes: isFree ? 'open.bigmodel.cn only.' : `open.bigmodel.cn only, ${model.cny} CNY per million tokens.`,
  };
}
