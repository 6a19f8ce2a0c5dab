export { createAnthropicCodec } from './anthropic/create-anthropic-codec.js';
export type { AnthropicCodecSettings } from './anthropic/create-anthropic-codec.js';
export { overMessages } from './anthropic/over-messages.js';
export { withoutThinkingBlocks } from './anthropic/without-thinking-blocks.js';
export type {
  ChatCodec,
  ChatProtocol,
  ChatWire,
  ChunkDecoder,
  DecodeContext,
  EncodeContext,
  ErrorFacts,
  ErrorResponse,
} from './chat-codec.js';
export { createChunkDecoder } from './codec/chunk-decoder.js';
export { decodeCompletion } from './codec/decode-completion.js';
export { readFinishReason } from './codec/finish-reason.js';
export { encodeRequest } from './codec/encode-request.js';
export { normalizeUsage } from './codec/normalize-usage.js';
export { memoizeTools } from './codec/memoize-tools.js';
export { openAiCodec } from './codec/open-ai-codec.js';
export { createOpenAICompatibleProvider } from './create-openai-compatible-provider.js';
export { inBandError, isInBandError, refuseInBandError } from './errors/in-band-error.js';
export type { InBandPlace } from './errors/in-band-error.js';
export { mapError } from './errors/map-error.js';
export { retryAfterMs } from './errors/retry-timing.js';
export type { RetryTimingSource } from './errors/retry-timing.js';
export { scrub } from './errors/scrub.js';
export { addPresent, fieldsWhere, isJsonObject } from './json-object.js';
export type { JsonObject } from './json-object.js';
export { probeLocalEndpoints, usualLocalAddresses } from './local/probe-local-endpoints.js';
export type {
  LocalAddress,
  LocalEndpoint,
  LocalServerKind,
  ProbeOptions,
} from './local/probe-local-endpoints.js';
export { describeCustomModel } from './models/describe-custom-model.js';
export type { CustomModel } from './models/describe-custom-model.js';
export type { OpenAICompatibleSettings, TransportLimits } from './provider-settings.js';
export { createSseDecoder } from './stream/sse-decoder.js';
export type { SseDecoder, SseEvent } from './stream/sse-decoder.js';
export { loadTransport } from './transport/connections.js';
export type { UploadedPart } from './transport/multipart.js';
export { apiKeyHeader } from './transport/request-headers.js';
export type { Transport, TransportRequest, UploadRequest } from './transport/transport.js';
