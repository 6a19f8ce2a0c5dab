import type { ModelCapabilities, ModelDescriptor } from '@reg/core';
import { retiredKimiModels } from './kimi-retired-models.js';

/*
 * Ratings are reg's own judgement, from 0 to 100: capability follows the generation (a newer one, and the
 * larger of a generation, above the older), speed follows the vendor's own naming (highspeed and turbo above
 * the plain model, models that always think a long time below). They order models among themselves only.
 */

const k3Capabilities: ModelCapabilities = {
  vision: true,
  video: true,
  // data: URLs and files of its own only (platform.kimi.ai docs, 2026-09-12).
  remoteMedia: false,
  tools: true,
  forcedToolChoice: 'required',
  jsonObject: true,
  jsonSchema: true,
  reasoning: 'always',
  continuation: true,
};
// Always thinking, and thinking refuses both forms of a forced tool choice before K3.
const codeCapabilities: ModelCapabilities = { ...k3Capabilities, forcedToolChoice: 'none' };
// A named function works once thinking is off, which the codec sees to.
const k26Capabilities: ModelCapabilities = {
  ...k3Capabilities,
  forcedToolChoice: 'any',
  reasoning: 'toggle',
};

const million = 1_048_576;
const quarterMillion = 262_144;

const k31Source =
  'apidog.com "How to use Kimi K3.1 Pro" (quickstart and pricing, 2026-10-24), docs.apiyi.com kimi-k3-1 overview';
const pricing = 'platform.kimi.ai/docs/pricing and models.dev (moonshotai)';

/** The models that the platform hosts serve on api.moonshot.ai, best first, with the retired ids after them. */
export const kimiModels: readonly ModelDescriptor[] = [
  {
    id: 'kimi-k3.1-pro',
    aliases: [],
    contextWindow: million,
    maxOutputTokens: million,
    capabilities: k3Capabilities,
    price: { inputUsdPerMTok: 2, outputUsdPerMTok: 10, cachedInputUsdPerMTok: 0.2 },
    free: false,
    billing: 'per-token',
    status: 'active',
    rating: { capability: 95, speed: 50 },
    fact: { source: k31Source, date: '2026-10-25' },
    notes:
      'Third-party sources only. Cache writes are billed too (2.00 USD for 5 minutes, 4.00 for an hour).',
  },
  {
    id: 'kimi-k3.1-pro-highspeed',
    aliases: [],
    contextWindow: million,
    maxOutputTokens: million,
    capabilities: k3Capabilities,
    price: { inputUsdPerMTok: 4, outputUsdPerMTok: 20, cachedInputUsdPerMTok: 0.2 },
    free: false,
    billing: 'per-token',
    status: 'active',
    rating: { capability: 95, speed: 85 },
    fact: { source: k31Source, date: '2026-10-25' },
    notes:
      'Third-party sources only. Cache writes are billed too (4.00 USD for 5 minutes, 8.00 for an hour).',
  },
  {
    id: 'kimi-k3',
    aliases: [],
    contextWindow: million,
    maxOutputTokens: million,
    capabilities: k3Capabilities,
    price: { inputUsdPerMTok: 3, outputUsdPerMTok: 15, cachedInputUsdPerMTok: 0.3 },
    free: false,
    billing: 'per-token',
    status: 'active',
    rating: { capability: 92, speed: 45 },
    fact: { source: 'platform.kimi.ai/docs/pricing/chat-k3', date: '2026-09-12' },
    notes: 'Answers 404 until the account was recharged with at least 1 USD (10 CNY).',
  },
  {
    id: 'kimi-k2.7-code',
    aliases: [],
    contextWindow: quarterMillion,
    maxOutputTokens: quarterMillion,
    capabilities: codeCapabilities,
    price: { inputUsdPerMTok: 0.95, outputUsdPerMTok: 4, cachedInputUsdPerMTok: 0.19 },
    free: false,
    billing: 'per-token',
    status: 'active',
    rating: { capability: 84, speed: 55 },
    fact: { source: pricing, date: '2026-09-12' },
  },
  {
    id: 'kimi-k2.7-code-highspeed',
    aliases: [],
    contextWindow: quarterMillion,
    maxOutputTokens: quarterMillion,
    capabilities: codeCapabilities,
    price: { inputUsdPerMTok: 1.9, outputUsdPerMTok: 8, cachedInputUsdPerMTok: 0.38 },
    free: false,
    billing: 'per-token',
    status: 'active',
    rating: { capability: 84, speed: 88 },
    fact: { source: pricing, date: '2026-09-12' },
    notes: 'About 180 tokens a second.',
  },
  {
    id: 'kimi-k2.6',
    aliases: [],
    contextWindow: quarterMillion,
    maxOutputTokens: quarterMillion,
    capabilities: k26Capabilities,
    price: { inputUsdPerMTok: 0.95, outputUsdPerMTok: 4, cachedInputUsdPerMTok: 0.16 },
    free: false,
    billing: 'per-token',
    status: 'active',
    rating: { capability: 80, speed: 62 },
    fact: { source: pricing, date: '2026-09-12' },
    notes: 'The only model that can answer without thinking.',
  },
  ...retiredKimiModels,
];

const cnyPrices: Readonly<Record<string, string>> = {
  'kimi-k3': '20 in, 2 cached, 100 out',
  'kimi-k2.7-code': '6.5 in, 1.3 cached, 27 out',
  'kimi-k2.6': '6.5 in, 1.1 cached, 27 out',
};

/**
 * The same models on api.moonshot.cn. That host bills in CNY, so the US dollar price is unknown there: a cost
 * cap leaves these models out unless unknown prices are allowed or `MODEL_COSTS_JSON` states them.
 */
export const kimiChinaModels: readonly ModelDescriptor[] = kimiModels.map(({ price: _price, ...model }) => {
  const prices = cnyPrices[model.id];
  const note = prices === undefined ? 'Billed in CNY.' : `Billed in CNY per million tokens: ${prices}.`;
  return { ...model, notes: model.notes === undefined ? note : `${model.notes} ${note}` };
});
