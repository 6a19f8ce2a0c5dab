import { noFindings, type CandidateFilter } from './candidate-filter.js';

/** What configuration has against it: not allowed, disabled, no key, a placeholder for a key. */
export const blockedFilter: CandidateFilter = {
  name: 'blocked',
  check: ({ candidate }) =>
    candidate.blocked.length === 0
      ? noFindings
      : candidate.blocked.map((reason) => ({ reason, effect: 'reject' })),
};
