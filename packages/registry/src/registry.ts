import type { EffectiveConfig } from '@reg/config';
import type { ChatRequest, Decision, HealthWrappedProvider, ModelProviderRegistry } from '@reg/core';
import type {
  CallOptions,
  ModelMapFinding,
  ProviderDiagnosis,
  RoutedCompletion,
  RoutedStream,
} from '@reg/selection';
import type { MappedModel } from './mapped-models.js';

/** The whole of reg behind one object. */
export interface Registry extends ModelProviderRegistry, AsyncDisposable {
  readonly config: EffectiveConfig;
  chat(request: ChatRequest, options?: CallOptions): Promise<RoutedCompletion>;
  stream(request: ChatRequest, options?: CallOptions): Promise<RoutedStream>;
  /** The whole decision, calling nobody. */
  explain(request: ChatRequest, options?: CallOptions): Decision;
  /** Why each provider is or is not usable, with suggestions. */
  diagnoseAll(): Promise<readonly ProviderDiagnosis[]>;
  /** What is amiss in `routing.modelMap`: targets that nobody serves, rows that never apply. */
  diagnoseModelMap(): readonly ModelMapFinding[];
  /** The names that the model map answers to and that can be listed: exact ones, no patterns, none that is served. */
  listMappedModels(): readonly MappedModel[];
  getKimiProvider(): Promise<HealthWrappedProvider | undefined>;
  getGlmProvider(): Promise<HealthWrappedProvider | undefined>;
  close(): Promise<void>;
}
