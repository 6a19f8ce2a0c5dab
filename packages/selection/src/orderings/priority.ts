import type { CandidateOrdering } from './candidate-ordering.js';

/** The operator's order: of the providers, then of the models within one. */
export const priority: CandidateOrdering = {
  name: 'priority',
  compare: ({ candidate: left }, { candidate: right }) =>
    left.providerPriority - right.providerPriority || left.modelPriority - right.modelPriority,
  reason: ({ candidate }) => ({
    code: 'priority',
    message: `provider priority ${candidate.providerPriority + 1}, model priority ${candidate.modelPriority + 1}`,
  }),
};
