import type { ModelCapabilities, ModelDescriptor } from '@reg/core';

const deprecatedList = { source: 'platform.kimi.ai/docs/models (deprecated list)', date: '2026-09-12' };

const textCapabilities: ModelCapabilities = {
  vision: false,
  video: false,
  tools: true,
  forcedToolChoice: 'none',
  jsonObject: true,
  jsonSchema: false,
  reasoning: 'none',
  continuation: true,
};
const visionCapabilities: ModelCapabilities = { ...textCapabilities, vision: true };
const thinkingCapabilities: ModelCapabilities = { ...textCapabilities, reasoning: 'always' };

interface RetiredModel {
  readonly contextWindow: number;
  readonly maxOutputTokens?: number;
  readonly capabilities?: ModelCapabilities;
  readonly aliases?: readonly string[];
  readonly successor?: string;
  readonly notes?: string;
}

/**
 * Ids that the vendor answers with 404. They stay known so that an old configuration is told what to use now,
 * by these rules: kimi-k2.6 replaces whatever could answer without thinking, because it is the only live model
 * that still can; kimi-k2.7-code replaces the K2 models that always thought, with the same window and the
 * nearest price, and its highspeed form the turbo one.
 */
export const retiredKimiModels: readonly ModelDescriptor[] = [
  retired('kimi-k2.5', {
    contextWindow: 262_144,
    maxOutputTokens: 262_144,
    capabilities: { ...visionCapabilities, video: true, jsonSchema: true, reasoning: 'toggle' },
    notes: 'Live on 2026-07-08.',
  }),
  k2('kimi-k2-0905-preview', { contextWindow: 262_144, aliases: ['kimi-k2-0905', 'kimi-k2'] }),
  k2('kimi-k2-0711-preview', { contextWindow: 131_072, maxOutputTokens: 16_384, aliases: ['kimi-k2-0711'] }),
  k2('kimi-k2-turbo-preview', { contextWindow: 262_144, aliases: ['kimi-k2-turbo'] }),
  k2('kimi-k2-thinking', {
    contextWindow: 262_144,
    capabilities: thinkingCapabilities,
    aliases: ['kimi-thinking-k2'],
    successor: 'kimi-k2.7-code',
  }),
  k2('kimi-k2-thinking-turbo', {
    contextWindow: 262_144,
    capabilities: thinkingCapabilities,
    aliases: ['kimi-thinking-k2-turbo'],
    successor: 'kimi-k2.7-code-highspeed',
  }),
  ...v1('moonshot-v1-8k', 8192),
  ...v1('moonshot-v1-32k', 32_768),
  ...v1('moonshot-v1-128k', 131_072),
  retired('moonshot-v1-auto', { contextWindow: 131_072, maxOutputTokens: 131_072, notes: v1Notes() }),
  retired('kimi-latest', {
    contextWindow: 131_072,
    capabilities: visionCapabilities,
    aliases: ['kimi-latest-8k', 'kimi-latest-32k', 'kimi-latest-128k'],
    notes: 'Offline since 2026-01-28.',
  }),
  retired('kimi-thinking-preview', {
    contextWindow: 131_072,
    capabilities: { ...visionCapabilities, tools: false, reasoning: 'always' },
    aliases: ['kimi-thinking'],
  }),
];

function retired(id: string, model: RetiredModel): ModelDescriptor {
  return {
    id,
    aliases: model.aliases ?? [],
    contextWindow: model.contextWindow,
    ...(model.maxOutputTokens === undefined ? {} : { maxOutputTokens: model.maxOutputTokens }),
    capabilities: model.capabilities ?? textCapabilities,
    // What it cost once is of no use to anyone: it can no longer be called.
    free: false,
    billing: 'per-token',
    status: 'retired',
    successor: model.successor ?? 'kimi-k2.6',
    rating: { capability: 0, speed: 0 },
    fact: deprecatedList,
    ...(model.notes === undefined ? {} : { notes: model.notes }),
  };
}

function k2(id: string, model: RetiredModel): ModelDescriptor {
  const maxOutputTokens = model.maxOutputTokens ?? model.contextWindow;
  return retired(id, { ...model, maxOutputTokens, notes: 'The K2 series went offline on 2026-05-25.' });
}

function v1(id: string, contextWindow: number): ModelDescriptor[] {
  const model = { contextWindow, maxOutputTokens: contextWindow, notes: v1Notes() };
  return [
    retired(id, model),
    retired(`${id}-vision-preview`, { ...model, capabilities: visionCapabilities }),
  ];
}

function v1Notes(): string {
  return 'Live on 2026-07-08, gone by 2026-09.';
}
