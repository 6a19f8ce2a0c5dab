export type { ConfigInput } from './config-input.js';
export type {
  CategoryConfig,
  CircuitsConfig,
  CustomModelCapabilities,
  CustomModelConfig,
  EffectiveConfig,
  HealthConfig,
  LimitsConfig,
  LogLevel,
  ModelCostConfig,
  ProviderConfig,
  ProviderType,
  RetryConfig,
  RoutingConfig,
  ServerConfig,
  TimeoutsConfig,
} from './effective-config.js';
export { isPlaceholder } from './is-placeholder.js';
export { loadConfig } from './load-config.js';
export type { LoadOptions } from './load-options.js';
export { ConfigurationError, type ConfigurationProblem } from './problems/configuration-error.js';
export { RegError } from './reg-error.js';
export { Secret } from './secret.js';
