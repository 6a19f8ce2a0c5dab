import type {
  ChatCompletion,
  ChatCompletionChunk,
  ChatRequest,
  FailureKind,
  ModelDescriptor,
  RequestWarning,
} from '@reg/core';
import type { SseEvent } from './stream/sse-decoder.js';

/** Whose API is spoken with an endpoint: OpenAI's chat completions or Anthropic's Messages. */
export type ChatProtocol = 'openai' | 'anthropic';

/**
 * How one vendor deviates from OpenAI's wire shapes: four pure functions. Spread `openAiCodec` and replace what
 * differs; a codec that replaces all four has earned its own implementation on the transport functions.
 */
export interface ChatCodec {
  /** Where chats go and how their streams end, for a vendor that does not do it as OpenAI does. */
  readonly wire?: ChatWire;
  /** The JSON body to send. Must not change `request`. Drops or changes what the model would refuse, and says so. */
  encodeRequest(request: ChatRequest, context: EncodeContext): Record<string, unknown>;
  /** A whole answer as a valid OpenAI one. Throws a reg error for errors inside a 200. */
  decodeCompletion(body: unknown, context: DecodeContext): ChatCompletion;
  /** A decoder for one stream, which may remember what came before. */
  createChunkDecoder(context: DecodeContext): ChunkDecoder;
  /** What an error response means. */
  mapError(response: ErrorResponse): ErrorFacts;
}

/**
 * Is given each parsed `data:` event and answers the chunk to pass on, `undefined` to drop it, or throws a reg error for
 * an in-band failure.
 */
export interface ChunkDecoder {
  (event: unknown): ChatCompletionChunk | undefined;
  /**
   * Whether it does not care what a text says: an event that it answers as it came, with nothing but texts in its one
   * delta, it would so answer with any other text too, until an event comes that it does not. Then those that differ in
   * their text alone are not given to it. @default false
   */
  readonly passesTexts?: boolean;
}

/** A dialect's ways around the JSON itself; OpenAI's are those of a codec without one. */
export interface ChatWire {
  /** Below the base URL, with its leading slash. */
  readonly chatPath: string;
  readonly modelsPath: string;
  /** Sent with every chat and every list of models; no secrets. */
  readonly headers: Readonly<Record<string, string>>;
  /** What the last event of a whole stream is called, for the error about a missing one. */
  readonly endName: string;
  /** Whether a parsed event is the last one; `data: [DONE]` is none then. */
  isEnd(event: unknown): boolean;
  /** Whether an event only keeps the connection open, so that it is no sign of life of the model. */
  isPing(event: SseEvent): boolean;
}

export interface EncodeContext {
  readonly provider: string;
  readonly model: ModelDescriptor;
  readonly stream: boolean;
  warn(warning: Omit<RequestWarning, 'provider' | 'model'>): void;
}

export interface DecodeContext {
  readonly provider: string;
  readonly model: ModelDescriptor;
  /** Seconds since the epoch, for vendors that leave `created` out. */
  readonly nowSeconds: number;
}

export interface ErrorResponse {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed when it is JSON. */
  readonly json: unknown;
  /** Bounded. */
  readonly text: string;
  /** Milliseconds since the epoch. */
  readonly nowMs: number;
}

export interface ErrorFacts {
  readonly kind: FailureKind;
  /** For people; scrubbed of key and account fragments. */
  readonly message: string;
  readonly vendorCode?: string;
  readonly vendorRequestId?: string;
  /** From the response, a header or the text; the longest of them. */
  readonly retryAfterMs?: number;
}
