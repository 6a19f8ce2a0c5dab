import type { EffectiveConfig } from '@reg/config';
import type {
  ChatCompletion, ChatCompletionChunk, ChatRequest, Decision, ModelProviderRegistry, Provider, RouteOptions, RouteReport,
} from '@reg/core';
import type { ProviderDiagnosis } from '@reg/selection';

/** Options of one call beside the request. */
export interface CallOptions extends RouteOptions {
  /** Aborts the call, upstream included. */
  readonly signal?: AbortSignal;
  /** Names the call in logs and at the vendor. */
  readonly requestId?: string;
}

/** A whole answer and how it came about. */
export interface RoutedCompletion {
  readonly completion: ChatCompletion;
  readonly report: RouteReport;
}

/**
 * A streamed answer that has begun: the first content part arrived, so failover is over. Iterate it once.
 * The iterator throws when the answer breaks; leaving it early aborts upstream.
 */
export interface RoutedStream extends AsyncIterable<ChatCompletionChunk> {
  /** What is known at the first content part: who answers, after which attempts. */
  readonly report: RouteReport;
  /** Settles when the stream ended, whatever the way: usage, cost and all attempts. Never rejects. */
  readonly finished: Promise<RouteReport>;
}

/** The whole of reg behind one object. */
export interface Registry extends ModelProviderRegistry, AsyncDisposable {
  readonly config: EffectiveConfig;
  chat(request: ChatRequest, options?: CallOptions): Promise<RoutedCompletion>;
  stream(request: ChatRequest, options?: CallOptions): Promise<RoutedStream>;
  /** The whole decision, calling nobody. */
  explain(request: ChatRequest, options?: CallOptions): Decision;
  /** Why each provider is or is not usable, with suggestions. */
  diagnoseAll(): Promise<readonly ProviderDiagnosis[]>;
  getKimiProvider(): Promise<Provider | undefined>;
  getGlmProvider(): Promise<Provider | undefined>;
  close(): Promise<void>;
}
