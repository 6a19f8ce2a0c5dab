import { loadConfig, type EffectiveConfig, type LoadOptions } from '@reg/config';
import { composeObservers, ModelProviderRegistry, systemClock, systemRandom } from '@reg/core';
import type {
  CallObserver,
  ChatRequest,
  Clock,
  Decision,
  HealthWrappedProvider,
  ModelSelector,
  ProviderRegistration,
  Random,
} from '@reg/core';
import { costOfUsage, createExecutor, createModelSelector, modelMapFindings, priceOf } from '@reg/selection';
import type {
  CallOptions,
  Executor,
  ModelMapFinding,
  ProviderDiagnosis,
  RoutedCompletion,
  RoutedStream,
} from '@reg/selection';
import { diagnosesOf } from './diagnoses.js';
import { mappedModels, type MappedModel } from './mapped-models.js';
import { modelMapFrom } from './model-map-from.js';
import { registrationsFrom } from './provider-registrations.js';
import type { Registry } from './registry.js';
import { routingPolicyFrom } from './routing-policy.js';

/** Everything is optional: without any, settings come from the environment, .env and reg.config.yaml. */
export interface CreateRegistryOptions extends LoadOptions {
  /** A configuration that was loaded already; the sources are not read again. */
  readonly config?: EffectiveConfig;
  /** Further providers, or replacements of configured ones by id. */
  readonly providers?: readonly ProviderRegistration[];
  /** How to choose. @default createModelSelector() */
  readonly selector?: ModelSelector;
  /** Told what happens; none of them can fail or delay a call. */
  readonly observers?: readonly CallObserver[];
  readonly clock?: Clock;
  readonly random?: Random;
}

/**
 * A registry with Kimi, GLM and every configured endpoint, in one line. Nothing is sent and no provider is built
 * before the first call.
 *
 * @throws ConfigurationError that lists every wrong setting.
 */
export function createRegistry(options: CreateRegistryOptions = {}): Registry {
  return new ComposedRegistry(options);
}

/** Known, so that whoever asks for their models is told why not, but never called. */
function switchedOff({ providers }: EffectiveConfig): readonly string[] {
  return Object.keys(providers).filter((id) => providers[id]?.enabled === false);
}

class ComposedRegistry extends ModelProviderRegistry implements Registry {
  readonly config: EffectiveConfig;
  readonly #executor: Executor;
  readonly #clock: Clock;

  constructor(options: CreateRegistryOptions) {
    const config = options.config ?? loadConfig(options);
    const policy = routingPolicyFrom(config);
    const selector = options.selector ?? createModelSelector();
    const clock = options.clock ?? systemClock;
    const random = options.random ?? systemRandom;
    const { health, circuits, routing } = config;
    // Without health nothing is repeated, whoever asks.
    const retry = health.enabled ? config.retry : { ...config.retry, attempts: 1 };
    const { observers = [] } = options;
    super({
      selector,
      policy,
      providerPriority: routing.providerPriority,
      disabledProviders: [...routing.disabledProviders, ...switchedOff(config)],
      ...(routing.allowedProviders === undefined ? {} : { allowedProviders: routing.allowedProviders }),
      healthEnabled: health.enabled,
      circuits: { ...circuits, logOnly: health.logOnly },
      retry,
      costOf: (target, model, usage) => {
        const price = priceOf({ target, model }, policy);
        return price === undefined ? undefined : costOfUsage(usage, price);
      },
      observers,
      clock,
      random,
    });
    this.config = config;
    this.#clock = clock;
    for (const registration of registrationsFrom(config, clock)) this.registerProvider(registration);
    for (const registration of options.providers ?? []) this.registerProvider(registration);
    const { maxAttempts, deadlineMs, allowFallback, defaultModel } = routing;
    const { allowContentFilterFailover, onStreamBreak, hedge, hedgeAfterMs } = routing;
    this.#executor = createExecutor({
      directory: this,
      selector,
      settings: {
        ...{ retry, maxAttempts, deadlineMs, allowFallback, defaultModel },
        ...{ allowContentFilterFailover, onStreamBreak, modelMap: modelMapFrom(config) },
        hedge: hedge && hedgeAfterMs !== undefined ? { afterMs: hedgeAfterMs } : hedge,
      },
      observer: composeObservers(observers),
      clock,
      random,
    });
  }

  chat(request: ChatRequest, options?: CallOptions): Promise<RoutedCompletion> {
    return this.#executor.chat(request, options);
  }

  stream(request: ChatRequest, options?: CallOptions): Promise<RoutedStream> {
    return this.#executor.stream(request, options);
  }

  explain(request: ChatRequest, options?: CallOptions): Decision {
    return this.#executor.explain(request, options);
  }

  diagnoseAll(): Promise<readonly ProviderDiagnosis[]> {
    return Promise.resolve(diagnosesOf(this, this.config, this.#clock.nowMs()));
  }

  diagnoseModelMap(): readonly ModelMapFinding[] {
    return modelMapFindings(this.config.routing.modelMap, {
      resolveModel: (name) => this.resolveModel(name),
      categories: Object.keys(this.config.routing.categories),
    });
  }

  listMappedModels(): readonly MappedModel[] {
    return mappedModels(this.config, (name) => this.resolveModel(name));
  }

  getKimiProvider(): Promise<HealthWrappedProvider | undefined> {
    return this.getProvider('kimi');
  }

  getGlmProvider(): Promise<HealthWrappedProvider | undefined> {
    return this.getProvider('glm');
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
