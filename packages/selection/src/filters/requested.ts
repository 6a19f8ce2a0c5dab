import { askedName } from '../requirement/asked-name.js';
import { noFindings, reject, type CandidateFilter } from './candidate-filter.js';

/** A model that was asked for by name is not replaced, unless the caller allowed fallback. */
export const requestedFilter: CandidateFilter = {
  name: 'requested',
  check({ candidate, explicitPosition }, { requirement }) {
    if (explicitPosition !== undefined) return noFindings;
    if (requirement.explicitTargets !== undefined && !requirement.allowFallback) {
      return reject('not_requested', `${askedName(requirement)} was asked for, without fallback`);
    }
    // The vendor answers for it with another model, which is a candidate itself: never try the same model twice.
    return candidate.model.status === 'rerouted'
      ? reject(
          'not_requested',
          `answered by ${candidate.model.successor ?? 'another model'} in its place: only called by name`,
        )
      : noFindings;
  },
};
