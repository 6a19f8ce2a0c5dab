import { noFindings, reject, type CandidateFilter } from './candidate-filter.js';

/** Targets that the requirement says must not be used again. */
export const excludedFilter: CandidateFilter = {
  name: 'excluded',
  check({ candidate }, { requirement }) {
    const { excludedTargets } = requirement;
    if (excludedTargets === undefined || !Object.hasOwn(excludedTargets, candidate.target)) return noFindings;
    return reject('excluded', excludedTargets[candidate.target] ?? 'excluded by the request');
  },
};
