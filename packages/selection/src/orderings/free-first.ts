import type { CandidateOrdering } from './candidate-ordering.js';

/** Free models before all others, where the operator prefers them or the caller takes no other. */
export const freeFirst: CandidateOrdering = {
  name: 'free-first',
  appliesTo: ({ policy, requirement }) => policy.freeTierPreference || requirement.freeOnly,
  compare: (left, right) => Number(right.free) - Number(left.free),
  reason: ({ free }) => (free ? { code: 'free_first', message: 'free models are preferred' } : undefined),
};
