import { noFindings, reject, rejectUnlessNamed, type CandidateFilter } from './candidate-filter.js';

/** Retired models are never called; models that the catalogue does not know only by name. */
export const statusFilter: CandidateFilter = {
  name: 'status',
  check(assessed) {
    const { model } = assessed.candidate;
    if (model.status === 'retired') {
      const hint = model.successor === undefined ? '' : `; use ${model.successor}`;
      return reject('model_retired', `retired by its vendor${hint}`);
    }
    return model.status === 'unknown'
      ? rejectUnlessNamed(assessed, 'model_status_unknown', 'not in the catalogue: only called by name')
      : noFindings;
  },
};
