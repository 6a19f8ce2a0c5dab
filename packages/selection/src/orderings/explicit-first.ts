import { askedName } from '../requirement/asked-name.js';
import type { CandidateOrdering } from './candidate-ordering.js';
import { compareKnownFirst } from './compare-known-first.js';

/** Models asked for by name come first, in the priority order of their providers. */
export const explicitFirst: CandidateOrdering = {
  name: 'explicit-first',
  appliesTo: ({ requirement }) => requirement.explicitTargets !== undefined,
  compare: (left, right) => compareKnownFirst(left.explicitPosition, right.explicitPosition),
  reason: ({ explicitPosition }, { requirement }) =>
    explicitPosition === undefined
      ? undefined
      : { code: 'explicit_model', message: `${askedName(requirement)} was asked for by name` },
};
