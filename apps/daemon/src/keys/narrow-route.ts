import type { ChatRequest } from '@reg/core';
import { isAllowedModel, type CallOptions } from '@reg/selection';
import type { RoutedRegistry } from '../http/routed-registry.js';
import type { ClientKey } from './client-key.js';
import { modelNotForKey } from './key-problems.js';
import { isNarrow, usableTargets } from './usable-models.js';

/**
 * The options of a call with what its key forbids. What the caller forbids itself stays forbidden.
 *
 * @throws HttpProblem 403 when the model that is asked for by name is out of the key's reach, or all are.
 */
export function narrowRoute(
  { name, limits }: Pick<ClientKey, 'name' | 'limits'>,
  { model }: Pick<ChatRequest, 'model'>,
  { options, registry }: { readonly options: CallOptions; readonly registry: ModelNames },
): CallOptions {
  if (!isNarrow(limits)) return options;
  const snapshot = registry.snapshot();
  const usable = usableTargets(limits, snapshot);
  const targets = targetsNamed(model, registry);
  if (usable.length === 0 || (targets !== undefined && !targets.some((target) => usable.includes(target))))
    throw modelNotForKey(name, model === '' ? 'auto' : model, usable);
  const { allowedModels: wanted } = options;
  const asked = new Set(
    wanted === undefined
      ? usable
      : snapshot.candidates
          .filter((candidate) => isAllowedModel(candidate, wanted))
          .map(({ target }) => target),
  );
  return {
    ...options,
    allowedModels: usable.filter((target) => asked.has(target)),
    ...(limits.freeOnly === true ? { freeOnly: true } : {}),
  };
}

type ModelNames = Pick<RoutedRegistry, 'snapshot' | 'resolveModel'>;

/** What a name means; absent for `auto`, the default model, and names of which the registry has more to say. */
function targetsNamed(model: string, registry: ModelNames): readonly string[] | undefined {
  if (model.trim() === '' || /^auto(:|$)/i.test(model.trim())) return undefined;
  const resolution = registry.resolveModel(model.trim());
  return resolution.kind === 'found' ? resolution.targets : undefined;
}
