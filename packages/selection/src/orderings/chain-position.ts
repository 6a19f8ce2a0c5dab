import type { CandidateOrdering } from './candidate-ordering.js';
import { compareKnownFirst } from './compare-known-first.js';

/** The category's own chain comes first, in its order. */
export const chainPosition: CandidateOrdering = {
  name: 'chain-position',
  appliesTo: ({ chainPositions }) => chainPositions.size > 0,
  compare: (left, right) => compareKnownFirst(left.chainPosition, right.chainPosition),
  reason: (placed, { requirement }) =>
    placed.chainPosition === undefined
      ? undefined
      : {
          code: 'chain_position',
          message: `number ${placed.chainPosition + 1} in the chain of "${requirement.category}"`,
        },
};
