import { createModelCatalogue, type ModelCatalogue } from '../catalogue/model-catalogue.js';
import { createLiveModelCache, type LiveModelCache } from '../catalogue/live-models.js';
import type { TokenUsage } from '../chat/token-usage.js';
import { createApiError } from '../errors/api-error.js';
import { InvalidRequestError, ProviderNotRegisteredError } from '../errors/selection-errors.js';
import { composeObservers } from '../observe/composite-observer.js';
import type { AttemptHandle, AttemptRequest } from '../ports/attempt.js';
import type { CallObserver } from '../ports/call-observer.js';
import { systemClock, type Clock } from '../ports/clock.js';
import type { FallbackCall, FallbackOptions, FallbackResult } from '../ports/fallback.js';
import type { ModelDescriptor } from '../ports/model-descriptor.js';
import type { ModelSelector } from '../ports/model-selector.js';
import type { ModelResolution, ProviderDirectory } from '../ports/provider-directory.js';
import type { Credential, ProviderCall } from '../ports/provider.js';
import { systemRandom, type Random } from '../ports/random.js';
import type {
  AttemptRecord,
  Candidate,
  Reason,
  RegistrySnapshot,
  RouteHints,
  RoutingPolicy,
} from '../ports/routing.js';
import {
  CircuitBoard,
  defaultCircuitBoardSettings,
  type CircuitBoardSettings,
} from '../resilience/circuit-board.js';
import { HealthWrappedProvider } from '../resilience/health-wrapped-provider.js';
import { defaultRetrySettings, type RetrySettings } from '../resilience/retry-delay.js';
import {
  createTelemetry,
  type Telemetry,
  type TelemetryInput,
  type TelemetrySnapshot,
} from '../telemetry/telemetry.js';
import { startAttempt } from './attempt-starter.js';
import { defaultAttemptTimeouts, type ProviderRegistration } from './provider-registration.js';
import { ProviderSlot } from './provider-slot.js';
import { buildSnapshot, isNameOf } from './snapshot-builder.js';

export interface ModelProviderRegistryOptions {
  readonly selector: ModelSelector;
  readonly policy: RoutingPolicy;
  /** Provider ids, best first; the others follow in the order of registration. */
  readonly providerPriority?: readonly string[];
  /** Provider ids that may be used; absent: all. An empty list allows none. */
  readonly allowedProviders?: readonly string[];
  readonly disabledProviders?: readonly string[];
  /** Off: no circuits, no retries on providers that are used directly. @default true */
  readonly healthEnabled?: boolean;
  readonly circuits?: Partial<CircuitBoardSettings>;
  readonly retry?: Partial<RetrySettings>;
  /** What usage costs in USD; absent: no cost is accounted. */
  costOf?(target: string, model: ModelDescriptor, usage: TokenUsage): number | undefined;
  readonly observers?: readonly CallObserver[];
  readonly clock?: Clock;
  readonly random?: Random;
  /** How old measured latencies in a snapshot may be, milliseconds. @default 5000 */
  readonly latencyFreshForMs?: number;
}

/** One model as it stands. */
export interface AvailableModel {
  /** `provider/model`. */
  readonly target: string;
  readonly id: string;
  readonly provider: string;
  readonly descriptor: ModelDescriptor;
  readonly available: boolean;
  /** Why not, every reason. */
  readonly reasons: readonly Reason[];
}

/**
 * Knows which providers and models exist and are usable now, hands out providers, starts attempts and keeps the
 * telemetry. It decides nothing: ranking is the selector's, which comes in through the port.
 */
export class ModelProviderRegistry implements ProviderDirectory {
  readonly #slots = new Map<string, ProviderSlot>();
  readonly #options: ModelProviderRegistryOptions;
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #retry: RetrySettings;
  readonly #board: CircuitBoard;
  readonly #observer: CallObserver;
  readonly #telemetry: Telemetry;
  readonly #live: LiveModelCache;
  #catalogue: ModelCatalogue | undefined;
  #snapshot: RegistrySnapshot | undefined;
  #candidates: ReadonlyMap<string, Candidate> = new Map();
  #snapshotAtMs = 0;
  #snapshotVersion = 0;
  #recordedSinceSnapshot = false;

  constructor(options: ModelProviderRegistryOptions) {
    const healthEnabled = options.healthEnabled ?? true;
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#random = options.random ?? systemRandom;
    this.#retry = { ...defaultRetrySettings, ...options.retry, ...(healthEnabled ? {} : { attempts: 1 }) };
    this.#observer = composeObservers(options.observers ?? []);
    this.#telemetry = createTelemetry({ clock: this.#clock });
    this.#live = createLiveModelCache({
      fetch: async (provider) =>
        (await this.#require(provider).provider()).listModels(this.#callFor(provider)),
      clock: this.#clock,
    });
    const circuits = { ...defaultCircuitBoardSettings, ...options.circuits };
    this.#board = new CircuitBoard(
      { ...circuits, enabled: circuits.enabled && healthEnabled },
      {
        clock: this.#clock,
        random: this.#random,
        onChange: (event) => {
          this.#invalidate();
          this.#observer.circuitChanged?.(event);
        },
      },
    );
  }

  /**
   * Makes a provider known. One of the same id is replaced and its instance closed; telemetry stays.
   *
   * @throws InvalidRequestError for an id that is empty or has a slash: targets are `provider/model`.
   */
  registerProvider(registration: ProviderRegistration): void {
    if (!/^[^\s/]+$/.test(registration.id)) {
      throw new InvalidRequestError([
        {
          parameter: 'id',
          message: `"${registration.id}" is no provider id: letters, digits and - without slash or space`,
        },
      ]);
    }
    const replaced = this.#slots.get(registration.id);
    this.#slots.set(registration.id, new ProviderSlot(registration, this.#clock));
    if (replaced !== undefined) void this.#discard(replaced);
    this.#catalogue = undefined;
    this.#invalidate();
  }

  /** Forgets a provider and closes its instance. Returns whether it was known. */
  async unregisterProvider(id: string): Promise<boolean> {
    const slot = this.#slots.get(id);
    if (slot === undefined) return false;
    this.#slots.delete(id);
    this.#catalogue = undefined;
    this.#invalidate();
    await this.#discard(slot);
    return true;
  }

  /**
   * The provider of this name, ready to use: built at the first call, one instance however many ask. `undefined`
   * when it is not registered, not allowed, disabled or without a usable key; {@link listAvailableModels} says why.
   *
   * @throws APIError when the provider could not be set up.
   */
  async getProvider(id: string): Promise<HealthWrappedProvider | undefined> {
    const slot = this.#slots.get(id);
    if (slot === undefined || this.#providerReasons(slot).length > 0 || slot.blockedReasons().length > 0)
      return undefined;
    return slot.wrapped(async () => {
      const inner = await slot.provider();
      return new HealthWrappedProvider(inner, {
        begin: (request) => this.beginAttempt(request),
        modelOf: (name) => modelAt(slot, name),
        callFor: (model) => this.#callFor(id, model),
        retry: this.#retry,
        clock: this.#clock,
        random: this.#random,
      });
    });
  }

  /** The first usable provider, in priority order, that serves the model of this name and may serve it. */
  async getProviderForModel(name: string): Promise<HealthWrappedProvider | undefined> {
    const resolution = this.resolveModel(name);
    if (resolution.kind !== 'found') return undefined;
    for (const target of resolution.targets) {
      const candidate = this.#candidate(target);
      if (candidate !== undefined && this.#unavailability(candidate).length === 0)
        return this.getProvider(candidate.provider);
    }
    return undefined;
  }

  /** Ids of the providers that configuration admits, in priority order; whether they have a key is another matter. */
  getAvailableProviders(): readonly string[] {
    return this.#ordered()
      .filter((slot) => this.#providerReasons(slot).length === 0)
      .map((slot) => slot.registration.id);
  }

  /** Ids of the providers that have what they need to be called. Builds none of them. */
  getAvailableProvidersWithKeys(): readonly string[] {
    return this.getAvailableProviders().filter((id) => this.#slots.get(id)?.blockedReasons().length === 0);
  }

  /** Targets that can be called now, each with its provider, in priority order. */
  getAvailableModels(): ReadonlyMap<string, string> {
    return new Map(
      this.listAvailableModels()
        .filter((row) => row.available)
        .map((row) => [row.target, row.provider]),
    );
  }

  /** Model ids that can be called now, each once, in priority order. */
  getAvailableModelNames(provider?: string): readonly string[] {
    const rows = this.listAvailableModels().filter(
      (row) => row.available && (provider === undefined || row.provider === provider),
    );
    return [...new Set(rows.map((row) => row.id))];
  }

  /** Every model of every provider, usable or not, with all reasons why not. */
  listAvailableModels(): readonly AvailableModel[] {
    return this.snapshot().candidates.map((candidate) => {
      const reasons = this.#unavailability(candidate);
      return {
        target: candidate.target,
        id: candidate.model.id,
        provider: candidate.provider,
        descriptor: candidate.model,
        available: reasons.length === 0,
        reasons,
      };
    });
  }

  /** The static catalogue merged with what the vendors list now; answers are reused while they are fresh. */
  listLiveModels(provider?: string): ReturnType<LiveModelCache['list']> {
    const ids =
      provider === undefined
        ? this.getAvailableProvidersWithKeys()
        : [this.#require(provider).registration.id];
    return this.#live.list(
      ids.map((id) => ({ provider: id, models: this.#require(id).registration.models })),
    );
  }

  /** The usable keys of a provider, in rotation order; the secrets do not print. */
  getCredentials(provider: string): readonly Credential[] {
    return this.#slots.get(provider)?.credentials ?? [];
  }

  /** What is known of each provider beyond its models, for diagnostics. */
  getProviderStatus(): readonly ProviderStatus[] {
    return this.#ordered().map((slot) => ({
      id: slot.registration.id,
      type: slot.registration.type,
      initialized: slot.initialized,
      inFlight: slot.limit.inFlight,
      ...(slot.failure === undefined ? {} : { failure: slot.failure }),
      reasons: [...this.#providerReasons(slot), ...slot.blockedReasons()],
      ...(slot.registration.baseUrl === undefined ? {} : { baseUrl: slot.registration.baseUrl }),
      requiresKey: slot.requiresKey,
      keyNames: slot.registration.keyNames ?? [],
      keyCount: slot.registration.credentials?.length ?? 0,
      placeholderKeyCount: (slot.registration.credentials?.length ?? 0) - slot.credentials.length,
      modelCount: slot.registration.models.length,
    }));
  }

  /** Every circuit that was used so far. */
  listCircuits(): ReturnType<CircuitBoard['list']> {
    return this.#board.list();
  }

  recordTelemetry(model: string, success: boolean, input: TelemetryInput = {}): void {
    this.#telemetry.recordTelemetry(model, success, input);
  }

  getTelemetry(): TelemetrySnapshot {
    return this.#telemetry.getTelemetry();
  }

  clearTelemetry(): void {
    this.#telemetry.clearTelemetry();
  }

  getPreferredFallbackModel(category?: string): string | undefined {
    return this.#options.selector.getPreferredFallbackModel(this, category);
  }

  getBestProviderForCategory(
    category: string,
    allowedModels?: readonly string[],
  ): { readonly provider: string; readonly model: string } | undefined {
    return this.#options.selector.getBestProviderForCategory(this, category, allowedModels);
  }

  getAllowedModelsForProvider(provider: string): readonly string[] {
    return this.#options.selector.getAllowedModelsForProvider(this, provider);
  }

  fallbackChain(category?: string, hints?: RouteHints): readonly string[] {
    return this.#options.selector.fallbackChain(this, category, hints);
  }

  callWithFallback<T>(
    category: string,
    call: FallbackCall<T>,
    options?: FallbackOptions,
  ): Promise<FallbackResult<T>> {
    return this.#options.selector.callWithFallback(this, category, call, options);
  }

  snapshot(): RegistrySnapshot {
    const nowMs = this.#clock.nowMs();
    const latencyAged =
      this.#recordedSinceSnapshot && nowMs - this.#snapshotAtMs >= (this.#options.latencyFreshForMs ?? 5000);
    if (this.#snapshot !== undefined && !latencyAged) return this.#snapshot;
    this.#snapshotVersion += 1;
    this.#snapshotAtMs = nowMs;
    this.#recordedSinceSnapshot = false;
    this.#snapshot = buildSnapshot({
      version: this.#snapshotVersion,
      slots: this.#ordered(),
      policy: this.#options.policy,
      board: this.#board,
      providerReasons: (slot) => this.#providerReasons(slot),
      latencyOf: (target) => this.#telemetry.latencyOf(target),
    });
    this.#candidates = new Map(this.#snapshot.candidates.map((candidate) => [candidate.target, candidate]));
    return this.#snapshot;
  }

  resolveModel(name: string): ModelResolution {
    this.#catalogue ??= createModelCatalogue(
      this.#ordered().map(({ registration }) => ({ provider: registration.id, models: registration.models })),
      { providerPriority: this.#options.providerPriority ?? [] },
    );
    return this.#catalogue.resolve(name);
  }

  async beginAttempt(request: AttemptRequest): Promise<AttemptHandle> {
    const place = this.#placeOf(request.target);
    const handle = await startAttempt(place, request, {
      board: this.#board,
      clock: this.#clock,
      observer: this.#observer,
      costOf: (target, model, usage) => this.#options.costOf?.(target, model, usage),
      record: (record) => {
        this.#attemptEnded(record);
      },
    });
    if (this.#candidate(request.target)?.circuit.state !== 'closed') this.#invalidate();
    return handle;
  }

  /** Closes every provider. The registry can be used again: providers are built anew when needed. */
  async close(): Promise<void> {
    await Promise.all([...this.#slots.values()].map((slot) => slot.close()));
  }

  #placeOf(target: string) {
    const separator = target.indexOf('/');
    const slot = this.#require(separator === -1 ? target : target.slice(0, separator));
    const model = modelAt(slot, target.slice(separator + 1));
    const blocked =
      model === undefined ? undefined : this.#candidate(`${slot.registration.id}/${model.id}`)?.blocked;
    if (model === undefined || blocked === undefined) {
      throw createApiError({
        kind: 'model_not_found',
        provider: slot.registration.id,
        message: `no model "${target}" is registered`,
      });
    }
    if (blocked.length > 0) {
      throw createApiError({
        kind: blocked.some(({ code }) => code === 'missing_key' || code === 'placeholder_key')
          ? 'authentication'
          : 'permission_denied',
        provider: slot.registration.id,
        model: model.id,
        message: blocked.map((reason) => reason.message).join('; '),
      });
    }
    return { slot, model, target: `${slot.registration.id}/${model.id}` };
  }

  #attemptEnded(record: AttemptRecord): void {
    this.#telemetry.record(record);
    this.#recordedSinceSnapshot = true;
    // A success on a closed circuit changes nothing that ranking looks at.
    if (record.outcome !== 'success' || this.#candidate(record.target)?.circuit.state !== 'closed')
      this.#invalidate();
    this.#observer.attemptEnded?.(record, undefined);
  }

  #invalidate(): void {
    this.#snapshot = undefined;
  }

  #candidate(target: string): Candidate | undefined {
    if (this.#snapshot === undefined) this.snapshot();
    return this.#candidates.get(target);
  }

  #unavailability(candidate: Candidate): readonly Reason[] {
    const { blocked, circuit, model, target } = candidate;
    const reasons = [...blocked];
    if (model.status === 'retired') {
      const advice = model.successor === undefined ? '' : `; use ${model.successor}`;
      reasons.push({ code: 'model_retired', message: `${target} has been retired by its vendor${advice}` });
    }
    const away =
      circuit.gates && (circuit.state === 'isolated' || this.#clock.nowMs() < (circuit.eligibleAtMs ?? 0));
    if (away)
      reasons.push({
        code: circuit.state === 'closed' ? 'resting' : 'circuit_open',
        message: `the circuit of ${target} is ${circuit.state}`,
      });
    return reasons;
  }

  #providerReasons(slot: ProviderSlot): readonly Reason[] {
    const { id } = slot.registration;
    const { allowedProviders, disabledProviders = [] } = this.#options;
    const reasons: Reason[] = [];
    if (allowedProviders !== undefined && !includesName(allowedProviders, id)) {
      reasons.push({ code: 'provider_not_allowed', message: `${id} is not among the allowed providers` });
    }
    if (includesName(disabledProviders, id))
      reasons.push({ code: 'provider_disabled', message: `${id} is disabled` });
    return reasons;
  }

  #ordered(): readonly ProviderSlot[] {
    const priority = (this.#options.providerPriority ?? []).map((id) => id.toLowerCase());
    const rank = (slot: ProviderSlot): number => {
      const index = priority.indexOf(slot.registration.id.toLowerCase());
      return index === -1 ? priority.length : index;
    };
    return [...this.#slots.values()].toSorted((left, right) => rank(left) - rank(right));
  }

  #callFor(id: string, model?: ModelDescriptor): ProviderCall {
    const slot = this.#require(id);
    const credential =
      slot.nextCredential(({ id: name }) => this.#board.admitsCredential(name)) ?? slot.credentials[0];
    return {
      timeouts: slot.registration.timeouts?.(model) ?? defaultAttemptTimeouts,
      ...(model === undefined ? {} : { model }),
      ...(credential === undefined ? {} : { credential }),
    };
  }

  #require(id: string): ProviderSlot {
    const slot = this.#slots.get(id);
    if (slot === undefined) throw new ProviderNotRegisteredError(id, [...this.#slots.keys()]);
    return slot;
  }

  async #discard(slot: ProviderSlot): Promise<void> {
    const { id, models, credentials = [] } = slot.registration;
    this.#live.forget(id);
    this.#board.forget({
      provider: id,
      targets: models.map((model) => `${id}/${model.id}`),
      credentials: credentials.map((credential) => credential.id),
    });
    await slot.close();
  }
}

/** A provider beyond its models. */
export interface ProviderStatus {
  readonly id: string;
  readonly type: string;
  readonly initialized: boolean;
  readonly inFlight: number;
  /** Why the last try to set it up failed. */
  readonly failure?: string;
  /** Every reason of configuration why it cannot be used. */
  readonly reasons: readonly Reason[];
  readonly baseUrl?: string;
  readonly requiresKey: boolean;
  readonly keyNames: readonly string[];
  readonly keyCount: number;
  readonly placeholderKeyCount: number;
  readonly modelCount: number;
}

function modelAt(slot: ProviderSlot, name: string): ModelDescriptor | undefined {
  const { id, models } = slot.registration;
  const bare = name.toLowerCase().startsWith(`${id.toLowerCase()}/`) ? name.slice(id.length + 1) : name;
  return models.find((model) => model.id === bare) ?? models.find((model) => isNameOf(model, bare));
}

function includesName(names: readonly string[], id: string): boolean {
  return names.some((name) => name.trim().toLowerCase() === id.toLowerCase());
}
