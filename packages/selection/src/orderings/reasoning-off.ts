import type { CandidateOrdering } from './candidate-ordering.js';

/**
 * When the caller asked for no reasoning, models that can do without come before those that cannot. A wish, not a
 * requirement: with nobody else left, a model that always reasons answers.
 */
export const reasoningOff: CandidateOrdering = {
  name: 'reasoning-off',
  appliesTo: ({ requirement }) => requirement.needs.noReasoning,
  compare: (left, right) => Number(alwaysReasons(left)) - Number(alwaysReasons(right)),
  reason: (placed) =>
    alwaysReasons(placed)
      ? { code: 'reasoning_cannot_be_disabled', message: 'reasons although the request asks for none' }
      : undefined,
};

function alwaysReasons(placed: Parameters<CandidateOrdering['compare']>[0]): boolean {
  return placed.candidate.model.capabilities.reasoning === 'always';
}
