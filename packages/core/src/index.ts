export type {
  AssistantMessage,
  ChatChoice,
  ChatCompletion,
  ChatCompletionChunk,
  ChunkChoice,
  ChunkDelta,
  FinishReason,
  ToolCallDelta,
  WireUsage,
} from './chat/chat-completion.js';
export type {
  ChatMessage,
  ChatRequest,
  ChatRole,
  ChatTool,
  ContentPart,
  ResponseFormat,
  ToolCall,
  ToolChoice,
} from './chat/chat-request.js';
export { askedDirectly, askForStep } from './chat/ask-for-step.js';
export type { DirectIterator, StepReader } from './chat/ask-for-step.js';
export { hasContent } from './chat/has-content.js';
export { PerChoice } from './chat/per-choice.js';
export { ReadersInTurn } from './chat/readers-in-turn.js';
export { thinkingBlocksOf } from './chat/thinking-blocks.js';
export type { ThinkingBlock } from './chat/thinking-blocks.js';
export { deepFreeze, isDeepFrozen, memoizeFrozen } from './chat/deep-freeze.js';
export {
  keepWireBytes,
  keepWireText,
  wireRunOf,
  wireTextOf,
  wireTextWithoutUsage,
} from './chat/wire-text.js';
export type { WireRun } from './chat/wire-text.js';
export {
  addUsage,
  noUsage,
  tokenUsageFromWire,
  estimatedUsageToWire,
  tokenUsageToWire,
} from './chat/token-usage.js';
export type { TokenUsage } from './chat/token-usage.js';
export {
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
  createApiError,
  InsufficientQuotaError,
  InternalServerError,
  MalformedResponseError,
  NotFoundError,
  PermissionDeniedError,
  RateLimitError,
  RetryBudgetExhaustedError,
  StreamTruncatedError,
} from './errors/api-error.js';
export type { ApiErrorDetails } from './errors/api-error.js';
export { errorCatalogue } from './errors/error-catalogue.js';
export { failureErrors } from './errors/failure-errors.js';
export type { ErrorRow, GatewayAnswer, OpenAiErrorType } from './errors/error-row.js';
export { gatewayErrors } from './errors/gateway-errors.js';
export type { GatewayErrorRow } from './errors/gateway-errors.js';
export {
  AllCandidatesFailedError,
  DeadlineExceededError,
  InvalidRequestError,
  ModelNotFoundError,
  ModelRetiredError,
  NoEligibleModelError,
  ProviderNotRegisteredError,
} from './errors/selection-errors.js';
export type { Refusal } from './errors/selection-errors.js';
export type { AttemptHandle, AttemptRequest, FailedAttempt } from './ports/attempt.js';
export type { AttemptStarted, CallObserver, CircuitChanged } from './ports/call-observer.js';
export { systemClock } from './ports/clock.js';
export type { Clock } from './ports/clock.js';
export type { CircuitEffect, CircuitScope, FailureDecision, FailureKind } from './ports/failure.js';
export type { FallbackCall, FallbackOptions, FallbackResult, FallbackTarget } from './ports/fallback.js';
export type {
  ListedModel,
  ModelCapabilities,
  ModelDescriptor,
  ModelPrice,
  ModelStatus,
} from './ports/model-descriptor.js';
export type { ModelSelector } from './ports/model-selector.js';
export type { ModelResolution, ProviderDirectory } from './ports/provider-directory.js';
export type {
  AccountBalance,
  AttemptTimeouts,
  ChatStream,
  Credential,
  FileUpload,
  Provider,
  ProviderCall,
  ProviderFeatures,
  RequestWarning,
  UploadedFile,
} from './ports/provider.js';
export { systemRandom } from './ports/random.js';
export type { Random } from './ports/random.js';
export type {
  AttemptRecord,
  Candidate,
  CandidateCircuit,
  CategoryPolicy,
  CircuitState,
  Decision,
  ModelCost,
  RankedCandidate,
  Reason,
  ReasonCode,
  RegistrySnapshot,
  RejectedCandidate,
  ModelMapping,
  RequestNeeds,
  Requirement,
  RouteHints,
  RouteOptions,
  RouteReport,
  RoutingPolicy,
} from './ports/routing.js';
export { attemptsOf, isCallerEnd, runAttempts } from './resilience/attempt-loop.js';
export type {
  AttemptNumbering,
  AttemptOutcome,
  AttemptPlan,
  PlannedTarget,
} from './resilience/attempt-loop.js';
export { createCallScope } from './resilience/call-scope.js';
export type { CallScope } from './resilience/call-scope.js';
export { defaultCircuitBoardSettings } from './resilience/circuit-board.js';
export type { CircuitBoardSettings, CircuitOwner } from './resilience/circuit-board.js';
export type { CircuitUpdate, SavedCircuits } from './resilience/saved-circuits.js';
export { classifyFailure, failureKindOf, failureRules } from './resilience/classify-failure.js';
export type { FailureRule } from './resilience/classify-failure.js';
export type { ConcurrencySettings } from './resilience/concurrency-limit.js';
export { defaultRetryBudgetSettings } from './resilience/retry-budget.js';
export type { RetryBudgetSettings } from './resilience/retry-budget.js';
export { defaultRetrySettings, retryDelayMs } from './resilience/retry-delay.js';
export type { RetrySettings } from './resilience/retry-delay.js';
export { createModelCatalogue } from './catalogue/model-catalogue.js';
export type { CatalogueEntry, CatalogueRow } from './catalogue/catalogue-row.js';
export type { ModelCatalogue } from './catalogue/model-catalogue.js';
export type { LiveModelList, LiveModelProblem } from './catalogue/live-models.js';
export type { LiveModelRow } from './catalogue/merge-live-models.js';
export { composeObservers } from './observe/composite-observer.js';
export type {
  CompositeObserver,
  ComposeObserversOptions,
  ObserverFailure,
  ObserverMethod,
} from './observe/composite-observer.js';
export { createOpenTelemetryObserver } from './observe/otel-observer.js';
export type { OpenTelemetryObserverOptions } from './observe/otel-observer.js';
export { ModelProviderRegistry } from './registry/model-provider-registry.js';
export type { AvailableModel } from './registry/available-model.js';
export type { ModelProviderRegistryOptions } from './registry/model-provider-registry.js';
export type { ProviderStatus } from './registry/provider-status.js';
export { defaultAttemptTimeouts } from './registry/provider-registration.js';
export type { ProviderRegistration } from './registry/provider-registration.js';
export { HealthWrappedProvider } from './resilience/health-wrapped-provider.js';
export type { PartialCall } from './resilience/health-wrapped-provider.js';
export { untilAborted } from './resilience/until-aborted.js';
export { createHistogram } from './telemetry/histogram.js';
export type { Histogram } from './telemetry/histogram.js';
export { createTelemetry } from './telemetry/telemetry.js';
export type { CallTelemetry, LatencySummary, ModelTelemetry } from './telemetry/model-telemetry.js';
export type { Telemetry, TelemetryInput, TelemetrySnapshot } from './telemetry/telemetry.js';
