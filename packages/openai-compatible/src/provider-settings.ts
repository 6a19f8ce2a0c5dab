import type { Clock, Credential, ModelDescriptor, ProviderCall, ProviderFeatures } from '@reg/core';
import type { ChatCodec } from './chat-codec.js';
import type { Transport } from './transport/transport.js';

/** How a provider for an OpenAI-compatible endpoint is made. */
export interface OpenAICompatibleSettings {
  /** The name under which it is registered; part of every target `id/model` and of every error. */
  readonly id: string;
  /** Where it answers, up to and including the version: `http://127.0.0.1:11434/v1`. */
  readonly baseUrl: string;
  /** The static catalogue, best first. */
  readonly models: readonly ModelDescriptor[];
  /** How the vendor deviates from OpenAI. @default openAiCodec */
  readonly codec?: ChatCodec;
  /**
   * The headers that show the key. Their values never appear in an error.
   *
   * @default `Authorization: Bearer …`, or nothing without a key
   */
  readonly authorize?: (
    credential: Credential | undefined,
    nowMs: number,
  ) => Readonly<Record<string, string>>;
  /** Sent with every request. Their values are treated as secrets. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Further headers of one chat, for vendors that take an id or a hint there. */
  readonly chatHeaders?: (call: ProviderCall) => Readonly<Record<string, string>>;
  /** @default the system's clock */
  readonly clock?: Clock;
  /** The vendor's endpoints beside chat. */
  readonly features?: (transport: Transport) => ProviderFeatures;
  /** @default the codec's wire, else '/chat/completions' */
  readonly chatPath?: string;
  /** @default the codec's wire, else '/models' */
  readonly modelsPath?: string;
  /**
   * Whether a stream is complete only with `data: [DONE]`. Off for servers that end a good stream by closing the
   * connection after the finish reason.
   *
   * @default true
   */
  readonly doneRequired?: boolean;
  readonly limits?: TransportLimits;
}

/** Bounds of what is held in memory and of what is open at once. */
export interface TransportLimits {
  /** The largest whole answer in bytes. @default 33554432 (32 MiB) */
  readonly maxBodyBytes?: number;
  /** The longest event of a stream in characters. @default 8388608 (8 Mi) */
  readonly maxEventLength?: number;
  /** Connections to the endpoint; further requests wait for a free one. @default 256 */
  readonly maxConnections?: number;
}

export const defaultLimits: Required<TransportLimits> = {
  maxBodyBytes: 32 * 1024 * 1024,
  maxEventLength: 8 * 1024 * 1024,
  maxConnections: 256,
};
