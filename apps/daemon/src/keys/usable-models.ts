import type { AvailableModel, Candidate, RegistrySnapshot, RoutingPolicy } from '@reg/core';
import { isAllowedModel, isFreeModel } from '@reg/selection';
import type { KeyLimits } from './client-key.js';

/** Whether a key is kept to some of the models at all. */
export function isNarrow({ allowedModels, freeOnly }: KeyLimits): boolean {
  return allowedModels !== undefined || freeOnly === true;
}

/** Whether a key may use a model, whatever its state. */
export function mayUse(
  { allowedModels, freeOnly }: KeyLimits,
  subject: Pick<Candidate, 'target' | 'provider' | 'model'>,
  policy: RoutingPolicy,
): boolean {
  if (allowedModels !== undefined && !isAllowedModel(subject, allowedModels)) return false;
  return freeOnly !== true || isFreeModel(subject, policy);
}

/** The targets that a key may use. */
export function usableTargets(
  limits: KeyLimits,
  { candidates, policy }: RegistrySnapshot,
): readonly string[] {
  return candidates.filter((candidate) => mayUse(limits, candidate, policy)).map(({ target }) => target);
}

/** The models that a key may use, of a list for people. */
export function usableModels(
  models: readonly AvailableModel[],
  limits: KeyLimits,
  policy: RoutingPolicy,
): readonly AvailableModel[] {
  if (!isNarrow(limits)) return models;
  return models.filter(({ target, provider, descriptor: model }) =>
    mayUse(limits, { target, provider, model }, policy),
  );
}
