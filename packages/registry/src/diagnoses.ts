import type { EffectiveConfig, ProviderConfig } from '@reg/config';
import type { ModelProviderRegistry, ProviderStatus } from '@reg/core';
import { diagnoseAll } from '@reg/selection';
import type { ProviderDiagnosis, ProviderFacts, UnservedModel } from '@reg/selection';
import { keyNamesOf } from './provider-registrations.js';

/** What this process knows of each provider, configured or registered by hand. */
export function diagnosesOf(
  registry: ModelProviderRegistry,
  config: EffectiveConfig,
  nowMs: number,
): readonly ProviderDiagnosis[] {
  const registered = registry.getProviderStatus();
  const unregistered = Object.entries(config.providers).filter(
    ([id]) => !registered.some((status) => status.id === id),
  );
  const facts = [
    ...registered.map((status) => factsOf(status, registry, config)),
    ...unregistered.map(([id, provider]) => factsOfConfigured(id, provider, config)),
  ];
  return diagnoseAll(facts, { nowMs, providerPriority: config.routing.providerPriority });
}

function factsOf(
  status: ProviderStatus,
  registry: ModelProviderRegistry,
  config: EffectiveConfig,
): ProviderFacts {
  const { id } = status;
  const candidates = registry
    .snapshot()
    .candidates.filter(({ provider, model }) => provider === id && model.status !== 'retired');
  const credentials = new Set(registry.getCredentials(id).map((credential) => credential.id));
  const targets = new Set(candidates.map(({ target }) => target));
  const gates = candidates.some(({ circuit }) => circuit.gates);
  return {
    ...switchesOf(id, config),
    provider: id,
    type: status.type,
    registered: true,
    initialized: status.initialized,
    ...(status.failure === undefined ? {} : { initializationError: status.failure }),
    requiresKey: status.requiresKey,
    keyNames: status.keyNames,
    keyCount: status.keyCount,
    placeholderKeyCount: status.placeholderKeyCount,
    requiresBaseUrl: status.reasons.some(({ code }) => code === 'missing_base_url'),
    ...(status.baseUrl === undefined ? {} : { baseUrl: status.baseUrl }),
    modelCount: candidates.length,
    allowedModelCount: candidates.filter(
      ({ blocked }) => !blocked.some(({ code }) => code === 'model_not_allowed'),
    ).length,
    unservedModels: unservedModelsOf(id, registry, config),
    circuits: registry
      .listCircuits()
      .filter(({ name }) => name === id || targets.has(name) || credentials.has(name))
      .map(({ scope, name, view }) => ({
        scope,
        name,
        state: view.state,
        gates,
        ...(view.eligibleAtMs === undefined ? {} : { eligibleAtMs: view.eligibleAtMs }),
      })),
  };
}

/** One that was unregistered. */
function factsOfConfigured(id: string, provider: ProviderConfig, config: EffectiveConfig): ProviderFacts {
  return {
    ...switchesOf(id, config),
    provider: id,
    type: provider.type,
    registered: false,
    initialized: false,
    requiresKey: provider.type !== 'openai-compatible',
    keyNames: keyNamesOf(id, provider),
    keyCount: provider.apiKeys.length,
    placeholderKeyCount: 0,
    requiresBaseUrl: false,
    ...(provider.baseUrl === undefined ? {} : { baseUrl: provider.baseUrl }),
    modelCount: provider.models.length,
    allowedModelCount: provider.models.length,
    circuits: [],
  };
}

function switchesOf(
  id: string,
  { providers, routing }: EffectiveConfig,
): Pick<ProviderFacts, 'enabled' | 'allowed'> {
  const isThis = (name: string): boolean => name.toLowerCase() === id.toLowerCase();
  return {
    enabled: providers[id]?.enabled !== false && !routing.disabledProviders.some(isThis),
    allowed: routing.allowedProviders?.some(isThis) ?? true,
  };
}

function unservedModelsOf(
  id: string,
  registry: ModelProviderRegistry,
  { providers }: EffectiveConfig,
): readonly UnservedModel[] {
  return (['allowedModels', 'preferredModels'] as const).flatMap((setting) =>
    (providers[id]?.[setting] ?? []).flatMap((name) => {
      const target = name.toLowerCase().startsWith(`${id}/`) ? name : `${id}/${name}`;
      const found = registry.resolveModel(target);
      if (found.kind === 'found') return [];
      const instead = found.kind === 'retired' ? found.successor : found.nearMatches[0];
      return {
        ...{ setting, name, retired: found.kind === 'retired' },
        ...(instead === undefined ? {} : { instead }),
      };
    }),
  );
}
