import { isPlaceholder } from '@reg/config';
import { APIError } from '../errors/api-error.js';
import type { Clock } from '../ports/clock.js';
import type { Credential, Provider } from '../ports/provider.js';
import type { Reason } from '../ports/routing.js';
import { ConcurrencyLimit, type ConcurrencySettings } from '../resilience/concurrency-limit.js';
import { RetryBudget, type RetryBudgetSettings } from '../resilience/retry-budget.js';
import type { HealthWrappedProvider } from '../resilience/health-wrapped-provider.js';
import type { ProviderRegistration } from './provider-registration.js';

const noLimits: ConcurrencySettings = { maxQueued: 0, queueTimeoutMs: 0 };

/** One registered provider with what belongs to it: its single instance, its keys in rotation, its limit. */
export class ProviderSlot {
  readonly registration: ProviderRegistration;
  readonly limit: ConcurrencyLimit;
  readonly retryBudget: RetryBudget;
  readonly #keyLimits = new Map<string, ConcurrencyLimit>();
  readonly #clock: Clock;
  /** Keys that are no placeholders. */
  readonly credentials: readonly Credential[];
  #instance: Promise<Provider> | undefined;
  #built: Provider | undefined;
  #wrapped: Promise<HealthWrappedProvider> | undefined;
  #failure: string | undefined;
  #nextCredential = 0;

  constructor(registration: ProviderRegistration, clock: Clock, retryBudget: RetryBudgetSettings) {
    this.registration = registration;
    this.#clock = clock;
    this.retryBudget = new RetryBudget(retryBudget, clock);
    this.limit = new ConcurrencyLimit(registration.id, registration.limits ?? noLimits, clock);
    this.credentials = (registration.credentials ?? []).filter(
      (credential) => !isPlaceholder(credential.secret.reveal()),
    );
  }

  /** How many attempts one key may have in flight. Absent: no limit. */
  keyLimit(credentialId: string): ConcurrencyLimit | undefined {
    const { limits = noLimits } = this.registration;
    const { maxConcurrentPerKey: maxConcurrent } = limits;
    if (maxConcurrent === undefined) return undefined;
    const known = this.#keyLimits.get(credentialId);
    if (known !== undefined) return known;
    const settings = { ...limits, maxConcurrent, adaptive: false };
    const limit = new ConcurrencyLimit(this.registration.id, settings, this.#clock);
    this.#keyLimits.set(credentialId, limit);
    return limit;
  }

  get requiresKey(): boolean {
    return this.registration.requiresKey ?? true;
  }

  get initialized(): boolean {
    return this.#built !== undefined;
  }

  /** The one instance, if it is there already. */
  get built(): Provider | undefined {
    return this.#built;
  }

  /** Why the last try to build the provider failed. */
  get failure(): string | undefined {
    return this.#failure;
  }

  /** The one instance, however many ask at once. A failed try is not remembered as the answer. */
  provider(): Promise<Provider> {
    this.#instance ??= this.#build();
    return this.#instance;
  }

  /** The one wrapped instance around it, made by `wrap` when first needed. */
  wrapped(wrap: () => Promise<HealthWrappedProvider>): Promise<HealthWrappedProvider> {
    this.#wrapped ??= wrap().catch((error: unknown) => {
      this.#wrapped = undefined;
      throw error;
    });
    return this.#wrapped;
  }

  /** The next key in rotation that `admits` lets through. */
  nextCredential(admits: (credential: Credential) => boolean): Credential | undefined {
    for (let offset = 0; offset < this.credentials.length; offset += 1) {
      const index = (this.#nextCredential + offset) % this.credentials.length;
      const credential = this.credentials[index];
      if (credential !== undefined && admits(credential)) {
        this.#nextCredential = (index + 1) % this.credentials.length;
        return credential;
      }
    }
    return undefined;
  }

  /**
   * Every reason of its own why it cannot be used; rules of the registry come on top. A failed set-up is not among
   * them: it is tried again at the next attempt.
   */
  blockedReasons(): readonly Reason[] {
    const reasons: Reason[] = [...(this.registration.problems ?? [])];
    if (this.requiresKey && this.credentials.length === 0) reasons.push(this.#missingKey());
    return reasons;
  }

  /** Closes the instance, also one that is still being built; the next use builds another. */
  async close(): Promise<void> {
    const instance = this.#instance;
    this.#instance = undefined;
    this.#built = undefined;
    this.#wrapped = undefined;
    const provider = await instance?.catch(() => undefined);
    await provider?.close();
  }

  #build(): Promise<Provider> {
    const building: Promise<Provider> = Promise.resolve()
      .then(() => this.registration.create())
      .then(
        (provider) => {
          this.#failure = undefined;
          if (this.#instance === building) this.#built = provider;
          return provider;
        },
        (cause: unknown) => {
          if (this.#instance === building) this.#instance = undefined;
          this.#failure = cause instanceof Error ? cause.message : String(cause);
          throw new APIError({
            kind: 'connection',
            provider: this.registration.id,
            message: `the provider could not be set up: ${this.#failure}`,
            cause,
          });
        },
      );
    return building;
  }

  #missingKey(): Reason {
    const { id, credentials = [], keyNames = [] } = this.registration;
    const advice = keyNames.length === 0 ? 'configure a key' : `set ${keyNames.join(' or ')}`;
    return credentials.length === 0
      ? { code: 'missing_key', message: `${id} has no API key: ${advice}` }
      : { code: 'placeholder_key', message: `the API key of ${id} is a placeholder: ${advice}` };
  }
}
