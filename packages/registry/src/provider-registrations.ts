import type { CustomModelConfig, EffectiveConfig, ProviderConfig, ProviderEndpoint } from '@reg/config';
import { defaultAttemptTimeouts } from '@reg/core';
import type {
  AttemptTimeouts,
  Clock,
  Credential,
  ModelDescriptor,
  Provider,
  ProviderRegistration,
} from '@reg/core';
import {
  createOpenAICompatibleProvider,
  describeCustomModel,
  type TransportLimits,
} from '@reg/openai-compatible';
import { createGlmProvider, glmBaseUrl, glmEndpointAt, glmModelsOver, glmTimeouts } from '@reg/providers-glm';
import type { GlmEndpoint } from '@reg/providers-glm';
import {
  createKimiProvider,
  kimiBaseUrl,
  kimiEndpointAt,
  kimiModelsOver,
  kimiTimeouts,
} from '@reg/providers-kimi';
import type { KimiEndpoint } from '@reg/providers-kimi';

/** What each type of provider brings: its place, its models, how long it may think, how it is built. */
interface ProviderKind {
  readonly baseUrl: string | undefined;
  readonly models: readonly ModelDescriptor[];
  timeouts(model: ModelDescriptor): AttemptTimeouts;
  create(settings: ProviderSettings): Provider;
}

interface ProviderSettings {
  readonly id: string;
  readonly baseUrl: string;
  readonly models: readonly ModelDescriptor[];
  readonly headers: Readonly<Record<string, string>>;
  readonly limits: TransportLimits;
  readonly clock: Clock;
}

/** Connections to an endpoint that the transport allows anyhow. */
const leastMaxConnections = 256;

/** The providers of a configuration, ready to be registered. The one place where configuration meets the vendors. */
export function registrationsFrom(config: EffectiveConfig, clock: Clock): readonly ProviderRegistration[] {
  return Object.entries(config.providers).map(([id, provider]) => registrationFrom({ id, provider, clock }));
}

function registrationFrom(entry: {
  readonly id: string;
  readonly provider: ProviderConfig;
  readonly clock: Clock;
}): ProviderRegistration {
  const { id, provider, clock } = entry;
  const kind = kindOf(provider);
  const models = [
    ...provider.models.map((model) => describeOwnModel(model, provider)),
    ...kind.models,
  ].filter(firstOfItsId);
  const { baseUrl } = kind;
  return {
    id,
    type: provider.type,
    models,
    credentials: credentialsOf(id, provider),
    requiresKey: provider.type !== 'openai-compatible',
    keyNames: keyNamesOf(id, provider),
    limits: provider.limits,
    preferredModels: provider.preferredModels,
    timeouts: (model) => ({
      ...(model === undefined ? defaultAttemptTimeouts : kind.timeouts(model)),
      ...provider.timeouts,
      ...modelTimeoutsOf(provider, model),
    }),
    create: () =>
      kind.create({
        ...{ id, baseUrl: baseUrl ?? '', models, clock },
        headers: revealed(provider.headers),
        // Who allows so many attempts at once does not mean them to wait for connections.
        limits: { maxConnections: Math.max(leastMaxConnections, provider.limits.maxConcurrent ?? 0) },
      }),
    ...(baseUrl === undefined
      ? { problems: [{ code: 'missing_base_url', message: `${id} needs a baseUrl: where does it answer?` }] }
      : { baseUrl }),
    ...(provider.allowedModels === undefined ? {} : { allowedModels: provider.allowedModels }),
  };
}

function modelTimeoutsOf(
  { modelTimeouts }: ProviderConfig,
  model: ModelDescriptor | undefined,
): Partial<AttemptTimeouts> {
  if (model === undefined) return {};
  const names = [model.id, ...model.aliases].map((name) => name.toLowerCase());
  return Object.entries(modelTimeouts).find(([name]) => names.includes(name.toLowerCase()))?.[1] ?? {};
}

function kindOf(provider: ProviderConfig): ProviderKind {
  const { protocol, auth } = provider;
  switch (provider.type) {
    case 'kimi': {
      const endpoint =
        kimiEndpointOf(provider.endpoint) ?? kimiEndpointAt(provider.baseUrl) ?? 'international';
      return {
        baseUrl: provider.baseUrl ?? kimiBaseUrl(endpoint, protocol),
        models: kimiModelsOver(endpoint, protocol),
        timeouts: kimiTimeouts,
        create: (settings) => createKimiProvider({ ...settings, endpoint, protocol }),
      };
    }
    case 'glm': {
      const endpoint = glmEndpointOf(provider.endpoint) ?? glmEndpointAt(provider.baseUrl) ?? 'international';
      return {
        baseUrl: provider.baseUrl ?? glmBaseUrl(endpoint, protocol),
        models: glmModelsOver(endpoint, protocol),
        timeouts: glmTimeouts,
        create: (settings) => createGlmProvider({ ...settings, endpoint, protocol, auth }),
      };
    }
    case 'openai-compatible':
      return {
        baseUrl: provider.baseUrl,
        models: [],
        timeouts: () => defaultAttemptTimeouts,
        create: createOpenAICompatibleProvider,
      };
  }
}

/** The configuration has been checked: Kimi's coding plan has one address. */
function kimiEndpointOf(endpoint: ProviderEndpoint | undefined): KimiEndpoint | undefined {
  return endpoint === 'coding-china' ? 'coding' : endpoint;
}

function glmEndpointOf(endpoint: ProviderEndpoint | undefined): GlmEndpoint | undefined {
  if (endpoint === 'coding') return 'codingInternational';
  return endpoint === 'coding-china' ? 'codingChina' : endpoint;
}

function describeOwnModel(model: CustomModelConfig, provider: ProviderConfig): ModelDescriptor {
  const { price, free = provider.free, ...rest } = model;
  return describeCustomModel({
    ...rest,
    ...(free === undefined ? {} : { free }),
    ...(price === undefined
      ? {}
      : {
          price: {
            inputUsdPerMTok: price.input,
            outputUsdPerMTok: price.output,
            ...(price.cachedInput === undefined ? {} : { cachedInputUsdPerMTok: price.cachedInput }),
          },
        }),
  });
}

/** A model that the operator describes replaces the built-in one of the same id. */
function firstOfItsId(model: ModelDescriptor, position: number, models: readonly ModelDescriptor[]): boolean {
  return models.findIndex(({ id }) => id === model.id) === position;
}

function credentialsOf(id: string, provider: ProviderConfig): readonly Credential[] {
  return provider.apiKeys.map((secret, index) => ({ id: `${id}#${index + 1}`, secret }));
}

/** Where a key for this provider is looked for, for people who have none yet. */
export function keyNamesOf(id: string, provider: ProviderConfig): readonly string[] {
  if (id === 'kimi') return ['KIMI_API_KEY', 'MOONSHOT_API_KEY'];
  if (id === 'glm') return ['GLM_API_KEY', 'ZAI_API_KEY', 'ZHIPUAI_API_KEY'];
  return provider.type === 'openai-compatible' ? [] : [`${id.toUpperCase().replaceAll('-', '_')}_API_KEY`];
}

function revealed(headers: ProviderConfig['headers']): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, value.reveal()]));
}
