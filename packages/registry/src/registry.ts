import type { EffectiveConfig } from '@reg/config';
import type { ChatRequest, Decision, HealthWrappedProvider, ModelProviderRegistry } from '@reg/core';
import type { CallOptions, ProviderDiagnosis, RoutedCompletion, RoutedStream } from '@reg/selection';

/** The whole of reg behind one object. */
export interface Registry extends ModelProviderRegistry, AsyncDisposable {
  readonly config: EffectiveConfig;
  chat(request: ChatRequest, options?: CallOptions): Promise<RoutedCompletion>;
  stream(request: ChatRequest, options?: CallOptions): Promise<RoutedStream>;
  /** The whole decision, calling nobody. */
  explain(request: ChatRequest, options?: CallOptions): Decision;
  /** Why each provider is or is not usable, with suggestions. */
  diagnoseAll(): Promise<readonly ProviderDiagnosis[]>;
  getKimiProvider(): Promise<HealthWrappedProvider | undefined>;
  getGlmProvider(): Promise<HealthWrappedProvider | undefined>;
  close(): Promise<void>;
}
