import type { ModelDescriptor } from '@reg/core';
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

/** What each endpoint serves. */
export const glmModelsOf: Readonly<Record<GlmEndpoint, readonly ModelDescriptor[]>> = {
  international: glmModels,
  china: glmChinaModels,
  codingInternational: glmCodingModels,
  codingChina: glmCodingModels,
};

/** The endpoint that a base URL is; absent for a proxy or a test server. The coding plan shares its hosts. */
export function glmEndpointAt(baseUrl = ''): GlmEndpoint | undefined {
  const url = baseUrl.replace(/\/+$/, '');
  const entries = Object.entries(glmEndpoints) as [GlmEndpoint, string][];
  return entries.find(([, known]) => known === url)?.[0];
}
