import type { Candidate, ProviderDirectory, ReasonCode } from '@reg/core';

const notAdmitted: ReadonlySet<ReasonCode> = new Set<ReasonCode>([
  'provider_not_allowed',
  'provider_disabled',
  'model_not_allowed',
]);

/**
 * Ids of the models of a provider that configuration admits, best first, each once. Whether one can be called now
 * (a key, a circuit) is another question; retired models are admitted by nobody.
 */
export function allowedModels(directory: ProviderDirectory, provider: string): readonly string[] {
  return directory
    .snapshot()
    .candidates.filter((candidate) => candidate.provider === provider && isAdmitted(candidate))
    .toSorted(
      (left, right) => left.modelPriority - right.modelPriority || (left.target < right.target ? -1 : 1),
    )
    .map(({ model }) => model.id);
}

function isAdmitted({ blocked, model }: Candidate): boolean {
  return model.status !== 'retired' && !blocked.some(({ code }) => notAdmitted.has(code));
}
