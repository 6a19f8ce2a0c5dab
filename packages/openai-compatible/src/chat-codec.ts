import type {
  ChatCompletion,
  ChatCompletionChunk,
  ChatRequest,
  FailureKind,
  ModelDescriptor,
  RequestWarning,
} from '@reg/core';

/**
 * How one vendor deviates from OpenAI's wire shapes: four pure functions. Spread `openAiCodec` and replace what
 * differs; a codec that replaces all four has earned its own implementation on the transport functions.
 */
export interface ChatCodec {
  /** The JSON body to send. Must not change `request`. Drops or changes what the model would refuse, and says so. */
  encodeRequest(request: ChatRequest, context: EncodeContext): Record<string, unknown>;
  /** A whole answer as a valid OpenAI one. Throws a reg error for errors inside a 200. */
  decodeCompletion(body: unknown, context: DecodeContext): ChatCompletion;
  /**
   * A decoder for one stream, which may remember what came before. It is given each parsed `data:` event and
   * answers the chunk to pass on, `undefined` to drop it, or throws a reg error for an in-band failure.
   */
  createChunkDecoder(context: DecodeContext): (event: unknown) => ChatCompletionChunk | undefined;
  /** What an error response means. */
  mapError(response: ErrorResponse): ErrorFacts;
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
