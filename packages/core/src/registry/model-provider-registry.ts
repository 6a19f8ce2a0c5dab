import { createModelCatalogue, type ModelCatalogue } from '../catalogue/model-catalogue.js';
import { createLiveModelCache, type LiveModelCache } from '../catalogue/live-models.js';
import type { TokenUsage } from '../chat/token-usage.js';
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
  RegistrySnapshot,
  RouteHints,
  RoutingPolicy,
} from '../ports/routing.js';
import {
  CircuitBoard,
  defaultCircuitBoardSettings,
  type CircuitBoardSettings,
  type CircuitOwner,
} from '../resilience/circuit-board.js';
import { HealthWrappedProvider } from '../resilience/health-wrapped-provider.js';
import { defaultRetryBudgetSettings, type RetryBudgetSettings } from '../resilience/retry-budget.js';
import { defaultRetrySettings, type RetrySettings } from '../resilience/retry-delay.js';
import type { CircuitUpdate, SavedCircuits } from '../resilience/saved-circuits.js';
import {
  createTelemetry,
  type Telemetry,
  type TelemetryInput,
  type TelemetrySnapshot,
} from '../telemetry/telemetry.js';
import { providerOf } from '../ports/target.js';
import { attemptPlaceAt } from './attempt-place.js';
import { startAttempt, type AttemptStarterEnvironment } from './attempt-starter.js';
import { availableModelFrom, unavailability, type AvailableModel } from './available-model.js';
import { CurrentSnapshot } from './current-snapshot.js';
import { modelNamed } from './model-names.js';
import { defaultAttemptTimeouts, type ProviderRegistration } from './provider-registration.js';
import type { ProviderSlot } from './provider-slot.js';
import { ProviderSlots, type ProviderRules } from './provider-slots.js';
import { providerStatusFrom, type ProviderStatus } from './provider-status.js';
import { buildSnapshot } from './snapshot-builder.js';

export interface ModelProviderRegistryOptions extends ProviderRules {
  readonly selector: ModelSelector;
  readonly policy: RoutingPolicy;
  /** Off: no circuits, no retries on providers that are used directly. @default true */
  readonly healthEnabled?: boolean;
  readonly circuits?: Partial<CircuitBoardSettings>;
  readonly retry?: Partial<RetrySettings & RetryBudgetSettings>;
  /** What usage costs in USD; absent: no cost is accounted. */
  costOf?(target: string, model: ModelDescriptor, usage: TokenUsage): number | undefined;
  readonly observers?: readonly CallObserver[];
  readonly clock?: Clock;
  readonly random?: Random;
  /** How old measured latencies in a snapshot may be, milliseconds. @default 5000 */
  readonly latencyFreshForMs?: number;
}

/**
 * Knows which providers and models exist and are usable now, hands out providers, starts attempts and keeps the
 * telemetry. It decides nothing: ranking is the selector's, which comes in through the port.
 */
export class ModelProviderRegistry implements ProviderDirectory {
  readonly #slots: ProviderSlots;
  readonly #options: ModelProviderRegistryOptions;
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #retry: RetrySettings;
  readonly #board: CircuitBoard;
  readonly #attempts: AttemptStarterEnvironment;
  readonly #observer: CallObserver;
  readonly #telemetry: Telemetry;
  readonly #live: LiveModelCache;
  readonly #current: CurrentSnapshot;
  /** Replaced, with attempts still in flight. */
  readonly #leaving = new Set<ProviderSlot>();
  #catalogue: ModelCatalogue | undefined;

  constructor(options: ModelProviderRegistryOptions) {
    const healthEnabled = options.healthEnabled ?? true;
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#random = options.random ?? systemRandom;
    this.#retry = { ...defaultRetrySettings, ...options.retry, ...(healthEnabled ? {} : { attempts: 1 }) };
    this.#slots = new ProviderSlots(options, this.#clock, {
      ...defaultRetryBudgetSettings,
      ...options.retry,
    });
    this.#observer = composeObservers(options.observers ?? []);
    this.#telemetry = createTelemetry({ clock: this.#clock });
    this.#live = createLiveModelCache({
      fetch: async (provider) =>
        (await this.#slots.require(provider).provider()).listModels(this.#callFor(provider)),
      clock: this.#clock,
    });
    const circuits = { ...defaultCircuitBoardSettings, ...options.circuits };
    this.#board = new CircuitBoard(
      { ...circuits, enabled: circuits.enabled && healthEnabled },
      {
        clock: this.#clock,
        random: this.#random,
        onChange: (event) => {
          this.#current.invalidate();
          this.#observer.circuitChanged?.(event);
        },
      },
    );
    this.#current = new CurrentSnapshot({
      clock: this.#clock,
      latencyFreshForMs: options.latencyFreshForMs ?? 5000,
      build: (version) =>
        buildSnapshot({
          version,
          slots: this.#slots.ordered(),
          policy: options.policy,
          board: this.#board,
          blockedReasons: (slot) => this.#slots.blockedReasons(slot),
          latencyOf: (target) => this.#telemetry.latencyOf(target),
        }),
    });
    this.#attempts = {
      board: this.#board,
      clock: this.#clock,
      observer: this.#observer,
      costOf: (target, model, usage) => options.costOf?.(target, model, usage),
      record: (record) => {
        this.#attemptEnded(record);
      },
    };
  }

  /**
   * Makes a provider known. One of the same id is replaced, as when a key or an address changes: attempts in flight
   * end with the old instance, which is closed after them; telemetry stays.
   *
   * @throws InvalidRequestError for an id that is empty or has a slash: targets are `provider/model`.
   */
  registerProvider(registration: ProviderRegistration): void {
    const replaced = this.#slots.put(registration);
    this.#providersChanged();
    // What an instance that is in nobody's way any more has to say of its end is of use to nobody.
    if (replaced !== undefined) this.#retire(replaced).catch(() => undefined);
  }

  /** Forgets a provider and closes its instance. Returns whether it was known. */
  async unregisterProvider(id: string): Promise<boolean> {
    const slot = this.#slots.take(id);
    if (slot === undefined) return false;
    this.#providersChanged();
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
    if (slot === undefined || this.#slots.blockedReasons(slot).length > 0) return undefined;
    return slot.wrapped(async () => {
      const inner = await slot.provider();
      return new HealthWrappedProvider(inner, {
        begin: (request) => this.beginAttempt(request),
        modelOf: (name) => modelNamed(slot.registration, name),
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
      const candidate = this.#current.candidate(target);
      if (candidate !== undefined && unavailability(candidate, this.#clock.nowMs()).length === 0)
        return this.getProvider(candidate.provider);
    }
    return undefined;
  }

  /** Ids of the providers that configuration admits, in priority order; whether they have a key is another matter. */
  getAvailableProviders(): readonly string[] {
    return this.#slots
      .ordered()
      .filter((slot) => this.#slots.ruledOut(slot).length === 0)
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
    const nowMs = this.#clock.nowMs();
    return this.snapshot().candidates.map((candidate) => availableModelFrom(candidate, nowMs));
  }

  /** The static catalogue merged with what the vendors list now; answers are reused while they are fresh. */
  listLiveModels(provider?: string): ReturnType<LiveModelCache['list']> {
    const ids =
      provider === undefined
        ? this.getAvailableProvidersWithKeys()
        : [this.#slots.require(provider).registration.id];
    return this.#live.list(
      ids.map((id) => ({ provider: id, models: this.#slots.require(id).registration.models })),
    );
  }

  /** The usable keys of a provider, in rotation order; the secrets do not print. */
  getCredentials(provider: string): readonly Credential[] {
    return this.#slots.get(provider)?.credentials ?? [];
  }

  /** What is known of each provider beyond its models, for diagnostics. */
  getProviderStatus(): readonly ProviderStatus[] {
    return this.#slots.ordered().map((slot) => providerStatusFrom(slot, this.#slots.blockedReasons(slot)));
  }

  /** Every circuit that was used so far. */
  listCircuits(): ReturnType<CircuitBoard['list']> {
    return this.#board.list();
  }

  /**
   * Takes a key, a model on a provider or an endpoint out of use, until {@link ModelProviderRegistry.resetCircuit}.
   *
   * @throws ProviderNotRegisteredError, InvalidRequestError when nothing of that name is registered.
   */
  isolateCircuit(scope: CircuitOwner, name: string): void {
    this.#slots.requireOwner(scope, name);
    this.#board.isolate(scope, name);
    this.#current.invalidate();
  }

  /**
   * Closes a circuit and forgets its failures, its open time and the vendor's Retry-After.
   *
   * @throws ProviderNotRegisteredError, InvalidRequestError when nothing of that name is registered.
   */
  resetCircuit(scope: CircuitOwner, name: string): void {
    this.#slots.requireOwner(scope, name);
    this.#board.reset(scope, name);
    this.#current.invalidate();
  }

  /** The circuits that a restart should not forget, as plain JSON without secrets. */
  saveCircuits(): SavedCircuits {
    return this.#board.save((credential) => this.#slots.fingerprintOf(credential));
  }

  /**
   * Takes up circuits that were saved before, as far as their time has not run out. What is not registered now, and
   * keys that were replaced, are left out; anything that is no saved state is ignored.
   */
  restoreCircuits(saved: unknown): void {
    this.#board.restore(saved, (owner) => this.#owns(owner));
    this.#current.invalidate();
  }

  /**
   * Follows what other processes that serve the same targets learnt of their circuits: what they kept by
   * {@link ModelProviderRegistry.saveCircuits}, one by one. What is not registered here, keys that differ and anything
   * that is no {@link CircuitUpdate} is left out.
   */
  adoptCircuits(updates: unknown): void {
    this.#board.adopt(updates, (owner) => this.#owns(owner));
    this.#current.invalidate();
  }

  /**
   * Counts a call that the application made itself. The model may be named as in a request; without
   * `input.provider` the call counts for the first provider that serves it.
   */
  recordTelemetry(model: string, success: boolean, input: TelemetryInput = {}): void {
    const named = this.resolveModel(input.provider === undefined ? model : `${input.provider}/${model}`);
    const target = named.kind === 'found' ? named.targets[0] : undefined;
    const candidate = target === undefined ? undefined : this.#current.candidate(target);
    if (candidate === undefined) this.#telemetry.recordTelemetry(model, success, input);
    else {
      const { provider } = candidate;
      this.#telemetry.recordTelemetry(candidate.model.id, success, { ...input, provider });
    }
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
    return this.#current.get();
  }

  resolveModel(name: string): ModelResolution {
    this.#catalogue ??= createModelCatalogue(
      this.#slots
        .ordered()
        .map(({ registration }) => ({ provider: registration.id, models: registration.models })),
      { providerPriority: this.#options.providerPriority ?? [] },
    );
    return this.#catalogue.resolve(name);
  }

  beginAttempt(request: AttemptRequest): AttemptHandle | Promise<AttemptHandle> {
    const slot = this.#slots.require(providerOf(request.target));
    const place = attemptPlaceAt(request.target, slot, this.#candidateAt);
    const started = startAttempt(place, request, this.#attempts);
    return started instanceof Promise ? started.then((handle) => this.#begun(handle)) : this.#begun(started);
  }

  /**
   * Closes every provider. The registry can be used again: providers are built anew when needed.
   *
   * @throws what a provider threw, after the others were closed.
   */
  async close(): Promise<void> {
    const slots = [...this.#slots.ordered(), ...this.#leaving];
    const closed = await Promise.allSettled(slots.map((slot) => slot.close()));
    for (const outcome of closed) if (outcome.status === 'rejected') throw outcome.reason;
  }

  #owns({ scope, name, fingerprint }: CircuitUpdate): boolean {
    if (scope !== 'credential') return this.#slots.isOwner(scope, name);
    return fingerprint !== undefined && fingerprint === this.#slots.fingerprintOf(name);
  }

  #attemptEnded(record: AttemptRecord): void {
    this.#telemetry.record(record);
    this.#current.measured();
    // A success on a closed circuit changes nothing that ranking looks at.
    if (record.outcome !== 'success' || !this.#isClosed(record.target)) this.#current.invalidate();
    this.#observer.attemptEnded?.(record, undefined);
  }

  readonly #candidateAt = (target: string): Candidate | undefined => this.#current.candidate(target);

  #begun(handle: AttemptHandle): AttemptHandle {
    if (!this.#isClosed(handle.target)) this.#current.invalidate();
    return handle;
  }

  #isClosed(target: string): boolean {
    return this.#current.candidate(target)?.circuit.state === 'closed';
  }

  #providersChanged(): void {
    this.#catalogue = undefined;
    this.#current.invalidate();
  }

  #callFor(id: string, model?: ModelDescriptor): ProviderCall {
    const slot = this.#slots.require(id);
    const credential =
      slot.nextCredential(({ id: name }) => this.#board.admitsCredential(name)) ?? slot.credentials[0];
    return {
      timeouts: slot.registration.timeouts?.(model) ?? defaultAttemptTimeouts,
      ...(model === undefined ? {} : { model }),
      ...(credential === undefined ? {} : { credential }),
    };
  }

  async #retire(slot: ProviderSlot): Promise<void> {
    this.#forget(slot);
    this.#leaving.add(slot);
    await slot.limit.whenIdle();
    this.#leaving.delete(slot);
    await slot.close();
  }

  async #discard(slot: ProviderSlot): Promise<void> {
    this.#forget(slot);
    await slot.close();
  }

  #forget(slot: ProviderSlot): void {
    const { id, models, credentials = [] } = slot.registration;
    this.#live.forget(id);
    this.#board.forget({
      provider: id,
      targets: models.map((model) => `${id}/${model.id}`),
      credentials: credentials.map((credential) => credential.id),
    });
  }
}
