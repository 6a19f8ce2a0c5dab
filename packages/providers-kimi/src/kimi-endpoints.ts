import type { ModelDescriptor } from '@reg/core';
import { overMessages } from '@reg/openai-compatible';
import type { ChatProtocol } from '@reg/openai-compatible';
import { kimiCodingModels } from './kimi-coding-models.js';
import { kimiChinaModels, kimiModels } from './kimi-models.js';

/** Where Kimi answers. Each has keys of its own: one for another platform gets 401 (platform.kimi.ai, 2026-09). */
export const kimiEndpoints = {
  international: 'https://api.moonshot.ai/v1',
  china: 'https://api.moonshot.cn/v1',
  coding: 'https://api.kimi.com/coding/v1',
} as const;

export type KimiEndpoint = keyof typeof kimiEndpoints;

/** Where each of them speaks Anthropic's Messages, without `/v1/messages` (platform.kimi.ai, 2026-09; kimi-code). */
export const kimiAnthropicEndpoints: Readonly<Record<KimiEndpoint, string>> = {
  international: 'https://api.moonshot.ai/anthropic',
  china: 'https://api.moonshot.cn/anthropic',
  coding: 'https://api.kimi.com/coding',
};

/** The base URL of an endpoint in the protocol that is spoken with it. */
export function kimiBaseUrl(endpoint: KimiEndpoint, protocol: ChatProtocol): string {
  return (protocol === 'anthropic' ? kimiAnthropicEndpoints : kimiEndpoints)[endpoint];
}

/** What each endpoint serves. */
export const kimiModelsOf: Readonly<Record<KimiEndpoint, readonly ModelDescriptor[]>> = {
  international: kimiModels,
  china: kimiChinaModels,
  coding: kimiCodingModels,
};

/** What an endpoint serves in the protocol that is spoken with it. */
export function kimiModelsOver(endpoint: KimiEndpoint, protocol: ChatProtocol): readonly ModelDescriptor[] {
  const models = kimiModelsOf[endpoint];
  return protocol === 'anthropic' ? overMessages(models) : models;
}

/** The endpoint that a base URL belongs to; absent for a proxy or a test server. */
export function kimiEndpointAt(baseUrl: string | undefined): KimiEndpoint | undefined {
  const host = baseUrl !== undefined && URL.canParse(baseUrl) ? new URL(baseUrl).host : '';
  return (Object.keys(kimiEndpoints) as KimiEndpoint[]).find(
    (endpoint) => new URL(kimiEndpoints[endpoint]).host === host,
  );
}
