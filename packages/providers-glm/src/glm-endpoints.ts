import type { ModelDescriptor } from '@reg/core';
import { overMessages } from '@reg/openai-compatible';
import type { ChatProtocol } from '@reg/openai-compatible';
import { glmChinaModels } from './glm-china-models.js';
import { glmCodingModels } from './glm-coding-models.js';
import { glmModels } from './glm-models.js';

/**
 * Where GLM answers (docs.z.ai, 2026-08-23). The version is /v4: no /v1 is ever added. A coding plan's key on a
 * general endpoint is answered with 1113, insufficient balance.
 */
export const glmEndpoints = {
  international: 'https://api.z.ai/api/paas/v4',
  china: 'https://open.bigmodel.cn/api/paas/v4',
  codingInternational: 'https://api.z.ai/api/coding/paas/v4',
  codingChina: 'https://open.bigmodel.cn/api/coding/paas/v4',
} as const;

export type GlmEndpoint = keyof typeof glmEndpoints;

const anthropicInternational = 'https://api.z.ai/api/anthropic';
const anthropicChina = 'https://open.bigmodel.cn/api/anthropic';

/**
 * Where each of them speaks Anthropic's Messages, without `/v1/messages`: one address for both kinds of account, documented
 * for the coding plan (docs.z.ai, 2026-08-23).
 */
export const glmAnthropicEndpoints: Readonly<Record<GlmEndpoint, string>> = {
  international: anthropicInternational,
  china: anthropicChina,
  codingInternational: anthropicInternational,
  codingChina: anthropicChina,
};

/** The base URL of an endpoint in the protocol that is spoken with it. */
export function glmBaseUrl(endpoint: GlmEndpoint, protocol: ChatProtocol): string {
  return (protocol === 'anthropic' ? glmAnthropicEndpoints : glmEndpoints)[endpoint];
}

/** What each endpoint serves. */
export const glmModelsOf: Readonly<Record<GlmEndpoint, readonly ModelDescriptor[]>> = {
  international: glmModels,
  china: glmChinaModels,
  codingInternational: glmCodingModels,
  codingChina: glmCodingModels,
};

/** What an endpoint serves in the protocol that is spoken with it. */
export function glmModelsOver(endpoint: GlmEndpoint, protocol: ChatProtocol): readonly ModelDescriptor[] {
  const models = glmModelsOf[endpoint];
  return protocol === 'anthropic' ? overMessages(models) : models;
}

/**
 * The endpoint that a base URL is, in either protocol; absent for a proxy or a test server. The coding plan shares its
 * hosts, and in Anthropic's protocol its addresses: there the general endpoint is meant.
 */
export function glmEndpointAt(baseUrl = ''): GlmEndpoint | undefined {
  const url = baseUrl.replace(/\/+$/, '');
  const endpoints = Object.keys(glmEndpoints) as GlmEndpoint[];
  return endpoints.find(
    (endpoint) => glmEndpoints[endpoint] === url || glmAnthropicEndpoints[endpoint] === url,
  );
}
