import { noFindings, reject, type CandidateFilter } from './candidate-filter.js';

/** Nothing that costs money when only free models were asked for. */
export const freeOnlyFilter: CandidateFilter = {
  name: 'free-only',
  check: ({ free }, { requirement }) =>
    requirement.freeOnly && !free
      ? reject('not_free', 'costs money, only free models were asked for')
      : noFindings,
};
