import type { ModelDescriptor } from '@reg/core';
import type { Registry } from '@reg/registry';

/** What a name means on every provider that serves it; nothing for `auto` and for names that nobody serves. */
export function modelsNamed(registry: Registry, modelId: string): readonly ModelDescriptor[] {
  const resolution = registry.resolveModel(modelId);
  if (resolution.kind !== 'found') return [];
  const targets = new Set(resolution.targets);
  return registry
    .snapshot()
    .candidates.filter(({ target }) => targets.has(target))
    .map(({ model }) => model);
}
