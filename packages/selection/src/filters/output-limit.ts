import { noFindings, rejectUnlessNamed, type CandidateFilter } from './candidate-filter.js';

/** The output asked for at most must be within what the model writes at most. */
export const outputLimitFilter: CandidateFilter = {
  name: 'output-limit',
  check(assessed, { requirement }) {
    const asked = requirement.maxOutputTokens;
    const limit = assessed.candidate.model.maxOutputTokens;
    return asked !== undefined && limit !== undefined && asked > limit
      ? rejectUnlessNamed(
          assessed,
          'output_limit_too_small',
          `${asked} output tokens were asked for, it writes at most ${limit}`,
        )
      : noFindings;
  },
};
