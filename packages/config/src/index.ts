export { childEnvironment } from './child-environment.js';
export type { ConfigInput } from './config-input.js';
export type { SettingDescription } from './describe-settings.js';
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
  ModelMapEntry,
  ProviderConfig,
  ProviderEndpoint,
  ProviderType,
  RetryConfig,
  RoutingConfig,
  ServerConfig,
  TimeoutsConfig,
} from './effective-config.js';
export type { ConfigExplanation, SettingExplanation } from './explain-config.js';
export type { SettingsFiles } from './gather-settings.js';
export { isPlaceholder } from './is-placeholder.js';
export { keyShapeWarnings } from './key-shape-warnings.js';
export type { LoadOptions } from './load-options.js';
export { ConfigurationError, type ConfigurationProblem } from './problems/configuration-error.js';
export {
  modelMapPresetNames,
  modelMapPresets,
  type ModelMapPreset,
  type ModelMapPresetTable,
} from './schema/model-map-presets.js';
export { nodeFlags } from './node-flags.js';
export { RegError } from './reg-error.js';
export { Secret } from './secret.js';
export { configJsonSchema, describeSettings, explainConfig, loadConfig } from '#settings';
export { terminalSettings, type TerminalSettings } from './terminal-settings.js';
