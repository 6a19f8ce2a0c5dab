import { formatUsd } from '../pricing/format-usd.js';
import type { CandidateOrdering } from './candidate-ordering.js';
import { compareKnownFirst } from './compare-known-first.js';

/** The lower expected cost first, an unknown one last, where the operator routes by cost. */
export const lowerCost: CandidateOrdering = {
  name: 'lower-cost',
  appliesTo: ({ policy }) => policy.costAware,
  compare: (left, right) => compareKnownFirst(left.expectedCostUsd, right.expectedCostUsd),
  reason: ({ expectedCostUsd }) => ({
    code: 'lower_cost',
    message:
      expectedCostUsd === undefined
        ? 'its cost is unknown'
        : `expected to cost ${formatUsd(expectedCostUsd)}`,
  }),
};
