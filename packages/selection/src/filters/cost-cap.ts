import { costAllowance } from '../pricing/cost-allowance.js';
import { formatUsd } from '../pricing/format-usd.js';
import { noFindings, reject, type CandidateFilter } from './candidate-filter.js';

/** Under a cap the worst case must be paid for, and a price that nobody knows is no price. */
export const costCapFilter: CandidateFilter = {
  name: 'cost-cap',
  check({ candidate, price }, { requirement, policy, capUsd }) {
    if (capUsd === undefined) return noFindings;
    if (price === undefined) {
      return policy.allowUnknownPrice
        ? noFindings
        : reject('unknown_price_under_cap', `its price is unknown and the cost cap is ${formatUsd(capUsd)}`);
    }
    const allowance = costAllowance({
      model: candidate.model,
      price,
      requirement,
      assumedOutputTokens: policy.assumedOutputTokens,
      budgetUsd: capUsd,
    });
    return allowance.affordable
      ? noFindings
      : reject(
          'over_cost_cap',
          `may cost ${formatUsd(allowance.neededUsd)}, over the cap of ${formatUsd(capUsd)}`,
        );
  },
};
