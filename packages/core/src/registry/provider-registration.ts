import type { ConcurrencySettings } from '../resilience/concurrency-limit.js';
import type { ModelDescriptor } from '../ports/model-descriptor.js';
import type { AttemptTimeouts, Credential, Provider } from '../ports/provider.js';
import type { Reason } from '../ports/routing.js';

/** How a provider is made known to the registry. Nothing is built or sent before the first use. */
export interface ProviderRegistration {
  /** The name in every target `id/model`: `kimi`, `glm`, `ollama-box`. */
  readonly id: string;
  /** What kind it is: `kimi`, `glm`, `openai-compatible` or an own one. */
  readonly type: string;
  /** The static catalogue, best first: known without building the provider. */
  readonly models: readonly ModelDescriptor[];
  /** Builds the provider, once, at the first use; tried again at the next use when it throws. */
  create(): Provider | Promise<Provider>;
  /** The keys, in the order of use; several are rotated. Placeholders are kept out of use. */
  readonly credentials?: readonly Credential[];
  /** Whether the endpoint wants a key at all. @default true */
  readonly requiresKey?: boolean;
  /** Variables or settings that give the key, for messages: `KIMI_API_KEY`. */
  readonly keyNames?: readonly string[];
  readonly baseUrl?: string;
  /** Milliseconds for each phase of an attempt, by model. @default {@link defaultAttemptTimeouts} */
  timeouts?(model: ModelDescriptor | undefined): AttemptTimeouts;
  readonly limits?: ConcurrencySettings;
  /** Ids or aliases that may be used; absent: all. An empty list allows none. */
  readonly allowedModels?: readonly string[];
  /** Ids or aliases that come first, in this order. */
  readonly preferredModels?: readonly string[];
  /** Why configuration keeps it from being used, if it does. */
  readonly problems?: readonly Reason[];
}

/** What an attempt gets when neither the vendor package nor the operator says otherwise. */
export const defaultAttemptTimeouts: AttemptTimeouts = {
  connectMs: 10_000,
  headersMs: 120_000,
  firstTokenMs: 120_000,
  idleMs: 60_000,
  totalMs: 900_000,
};
