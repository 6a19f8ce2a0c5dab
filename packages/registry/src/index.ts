export { createRegistry } from './create-registry.js';
export type { CreateRegistryOptions } from './create-registry.js';
export { closeDefaultRegistry, getDefaultRegistry } from './default-registry.js';
export type { MappedModel } from './mapped-models.js';
export type { Registry } from './registry.js';

// Settings.
export { ConfigurationError, explainConfig, isPlaceholder, loadConfig, RegError, Secret } from '@reg/config';
export type { ConfigInput, EffectiveConfig } from '@reg/config';

// Requests, answers and what is told about them.
export { attemptsOf, createApiError, deepFreeze, tokenUsageFromWire } from '@reg/core';
export type {
  AttemptRecord,
  AvailableModel,
  CallObserver,
  ChatCompletion,
  ChatCompletionChunk,
  ChatMessage,
  ChatRequest,
  ChatStream,
  ChatTool,
  Clock,
  Credential,
  Decision,
  FailureKind,
  ModelDescriptor,
  ModelMapping,
  ModelResolution,
  Provider,
  ProviderCall,
  ProviderRegistration,
  ProviderStatus,
  Random,
  RankedCandidate,
  Reason,
  RegistrySnapshot,
  RejectedCandidate,
  RequestWarning,
  RouteHints,
  RouteOptions,
  RouteReport,
  TelemetrySnapshot,
  TokenUsage,
} from '@reg/core';
export { HealthWrappedProvider, ModelProviderRegistry } from '@reg/core';

// Errors.
export {
  AllCandidatesFailedError,
  APIConnectionError,
  APIConnectionTimeoutError,
  APIError,
  APIUserAbortError,
  AuthenticationError,
  BadRequestError,
  CircuitOpenError,
  ConcurrencyLimitedError,
  ContentFilterError,
  ContextWindowExceededError,
  DeadlineExceededError,
  InsufficientQuotaError,
  InternalServerError,
  InvalidRequestError,
  MalformedResponseError,
  ModelNotFoundError,
  ModelRetiredError,
  NoEligibleModelError,
  NotFoundError,
  PermissionDeniedError,
  ProviderNotRegisteredError,
  RateLimitError,
  StreamTruncatedError,
} from '@reg/core';

// Choosing.
export { applyCostAware, applyFreeFirst, createModelSelector, reportOf } from '@reg/selection';
export type {
  CallOptions,
  ModelMapFinding,
  ModelSelectorOptions,
  RoutedCompletion,
  RoutedStream,
} from '@reg/selection';

// The vendors and everything that is compatible.
export { createOpenAICompatibleProvider } from '@reg/openai-compatible';
export { createGlmProvider, glmEndpoints } from '@reg/providers-glm';
export { createKimiProvider, kimiEndpoints } from '@reg/providers-kimi';
