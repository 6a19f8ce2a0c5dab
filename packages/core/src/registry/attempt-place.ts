import { createApiError } from '../errors/api-error.js';
import type { ModelDescriptor } from '../ports/model-descriptor.js';
import type { Candidate } from '../ports/routing.js';
import { modelNamed } from './model-names.js';
import type { ProviderSlot } from './provider-slot.js';

/** Where an attempt goes. */
export interface AttemptPlace {
  readonly slot: ProviderSlot;
  readonly target: string;
  readonly model: ModelDescriptor;
}

/**
 * The place that a target names.
 *
 * @throws NotFoundError when the provider has no such model.
 * @throws AuthenticationError when it has no usable key, PermissionDeniedError when configuration forbids it.
 */
export function attemptPlaceAt(
  target: string,
  slot: ProviderSlot,
  candidateAt: (target: string) => Candidate | undefined,
): AttemptPlace {
  const provider = slot.registration.id;
  const exact = candidateAt(target);
  const model = exact?.provider === provider ? exact.model : modelNamed(slot.registration, target);
  const candidate = model === exact?.model ? exact : model && candidateAt(`${provider}/${model.id}`);
  if (model === undefined || candidate === undefined) {
    throw createApiError({
      kind: 'model_not_found',
      provider,
      message: `no model "${target}" is registered`,
    });
  }
  const { blocked } = candidate;
  if (blocked.length > 0) {
    const keyIsMissing = blocked.some(({ code }) => code === 'missing_key' || code === 'placeholder_key');
    throw createApiError({
      kind: keyIsMissing ? 'authentication' : 'permission_denied',
      provider,
      model: model.id,
      message: blocked.map((reason) => reason.message).join('; '),
    });
  }
  return { slot, model, target: candidate.target };
}
