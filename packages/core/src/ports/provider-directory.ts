import type { AttemptHandle, AttemptRequest } from './attempt.js';
import type { RegistrySnapshot } from './routing.js';

/** What the registry offers to selection: a view to decide on, and the way to act on a decision. */
export interface ProviderDirectory {
  /** The present view. The same object until something changes. */
  snapshot(): RegistrySnapshot;
  /** Which targets a model name means. */
  resolveModel(name: string): ModelResolution;
  /**
   * Takes the permits for one attempt and hands out the provider to call: at once where nothing has to be waited for.
   * What it throws, it throws either way: at once, or by rejecting.
   *
   * @throws CircuitOpenError when the target became ineligible since the snapshot.
   * @throws ConcurrencyLimitedError when the provider is at its limit and the queue did not help in time.
   * @throws AuthenticationError when no credential is left for this call.
   */
  beginAttempt(request: AttemptRequest): AttemptHandle | Promise<AttemptHandle>;
}

export type ModelResolution =
  | { readonly kind: 'found'; /** In priority order. */ readonly targets: readonly string[] }
  | { readonly kind: 'retired'; readonly target: string; readonly successor?: string }
  | {
      readonly kind: 'unknown';
      /** Names that look like it, best first. */ readonly nearMatches: readonly string[];
    };
