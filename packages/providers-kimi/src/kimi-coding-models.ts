import type { ModelCapabilities, ModelDescriptor } from '@reg/core';

const listed = { source: 'GET https://api.kimi.com/coding/v1/models, as published', date: '2026-09-07' };
const modelsDev = { source: 'models.dev (kimi-for-coding)', date: '2026-06-12' };

const codeCapabilities: ModelCapabilities = {
  vision: true,
  video: true,
  // data: URLs and files of its own only (platform.kimi.ai docs, 2026-09-12).
  remoteMedia: false,
  tools: true,
  forcedToolChoice: 'none',
  jsonObject: true,
  jsonSchema: true,
  reasoning: 'always',
  continuation: true,
};
const k3Capabilities: ModelCapabilities = { ...codeCapabilities, forcedToolChoice: 'required' };
const toggleCapabilities: ModelCapabilities = {
  ...codeCapabilities,
  forcedToolChoice: 'any',
  reasoning: 'toggle',
};

// One subscription pays for all of them, so none has a price per token.
const plan = {
  contextWindow: 262_144,
  maxOutputTokens: 32_768,
  free: false,
  billing: 'subscription',
} as const;

/** The models of the Kimi Code plan on api.kimi.com/coding, best first. */
export const kimiCodingModels: readonly ModelDescriptor[] = [
  {
    ...plan,
    id: 'k3',
    aliases: [],
    capabilities: k3Capabilities,
    status: 'active',
    rating: { capability: 92, speed: 45 },
    fact: listed,
    notes: 'The window depends on the plan: 262144 or 1048576.',
  },
  {
    ...plan,
    id: 'k3-256k',
    aliases: [],
    capabilities: k3Capabilities,
    status: 'active',
    rating: { capability: 92, speed: 47 },
    fact: listed,
  },
  {
    ...plan,
    id: 'kimi-for-coding',
    aliases: ['k2p7'],
    capabilities: codeCapabilities,
    status: 'active',
    rating: { capability: 84, speed: 55 },
    fact: listed,
    notes: 'Backed by K2.7 Code.',
  },
  {
    ...plan,
    id: 'kimi-for-coding-highspeed',
    aliases: [],
    capabilities: codeCapabilities,
    status: 'active',
    rating: { capability: 84, speed: 88 },
    fact: listed,
  },
  {
    ...plan,
    id: 'k2p6',
    aliases: [],
    capabilities: toggleCapabilities,
    status: 'legacy',
    rating: { capability: 80, speed: 62 },
    fact: modelsDev,
  },
  {
    ...plan,
    id: 'k2p5',
    aliases: [],
    // No source says that it obeys a named function the way K2.6 does.
    capabilities: { ...toggleCapabilities, forcedToolChoice: 'none' },
    status: 'legacy',
    rating: { capability: 74, speed: 60 },
    fact: modelsDev,
  },
  {
    ...plan,
    id: 'kimi-k2-thinking',
    aliases: [],
    capabilities: { ...codeCapabilities, vision: false, video: false },
    status: 'legacy',
    rating: { capability: 70, speed: 45 },
    fact: modelsDev,
  },
];
