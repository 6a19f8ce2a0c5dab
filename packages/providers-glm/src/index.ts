export { createGlmProvider } from './create-glm-provider.js';
export type { GlmProviderSettings } from './create-glm-provider.js';
export { glmAnthropicCodec } from './glm-anthropic-codec.js';
export { glmChinaModels } from './glm-china-models.js';
export { glmCodec } from './glm-codec.js';
export { glmCodingModels } from './glm-coding-models.js';
export {
  glmAnthropicEndpoints,
  glmBaseUrl,
  glmEndpointAt,
  glmEndpoints,
  glmModelsOf,
  glmModelsOver,
} from './glm-endpoints.js';
export type { GlmEndpoint } from './glm-endpoints.js';
export { glmErrorTable } from './glm-error-table.js';
export type { GlmErrorRow } from './glm-error-table.js';
export { glmModels } from './glm-models.js';
export { glmTimeouts } from './glm-timeouts.js';
