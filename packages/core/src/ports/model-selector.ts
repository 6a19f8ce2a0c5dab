import type { FallbackCall, FallbackOptions, FallbackResult } from './fallback.js';
import type { ProviderDirectory } from './provider-directory.js';
import type { Decision, RegistrySnapshot, Requirement, RouteHints } from './routing.js';

/**
 * How a model is chosen. Core declares it and delegates to it; `@reg/selection` implements it; the facade joins
 * the two. Replace it to choose differently without touching core.
 */
export interface ModelSelector {
  /** Pure: the same three inputs give the same bytes. Never throws for lack of candidates: it rejects them. */
  rank(requirement: Requirement, snapshot: RegistrySnapshot, seed: number): Decision;
  /** The target that would be called for a category; absent when nothing is eligible. */
  getPreferredFallbackModel(directory: ProviderDirectory, category?: string): string | undefined;
  /** The best provider and model of a category among `allowedModels` (all when absent). */
  getBestProviderForCategory(
    directory: ProviderDirectory,
    category: string,
    allowedModels?: readonly string[],
  ): { readonly provider: string; readonly model: string } | undefined;
  /** Ids of the models of a provider that configuration admits, each once, without aliases. */
  getAllowedModelsForProvider(directory: ProviderDirectory, provider: string): readonly string[];
  /** The targets that would be tried, in order. */
  fallbackChain(directory: ProviderDirectory, category?: string, hints?: RouteHints): readonly string[];
  /** Walks the chain with any call function until one answers. */
  callWithFallback<T>(
    directory: ProviderDirectory,
    category: string,
    call: FallbackCall<T>,
    options?: FallbackOptions,
  ): Promise<FallbackResult<T>>;
}
