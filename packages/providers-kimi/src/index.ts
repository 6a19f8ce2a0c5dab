export { createKimiProvider } from './create-kimi-provider.js';
export type { KimiProviderSettings } from './create-kimi-provider.js';
export { kimiAnthropicCodec } from './kimi-anthropic-codec.js';
export { kimiCodec } from './kimi-codec.js';
export { kimiCodingModels } from './kimi-coding-models.js';
export {
  kimiAnthropicEndpoints,
  kimiBaseUrl,
  kimiEndpointAt,
  kimiEndpoints,
  kimiModelsOf,
  kimiModelsOver,
} from './kimi-endpoints.js';
export type { KimiEndpoint } from './kimi-endpoints.js';
export { kimiErrorTable } from './kimi-error-table.js';
export type { KimiErrorRow } from './kimi-error-table.js';
export { kimiChinaModels, kimiModels } from './kimi-models.js';
export { kimiTimeouts } from './kimi-timeouts.js';
