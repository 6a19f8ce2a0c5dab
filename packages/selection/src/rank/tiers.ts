import type { CategoryPolicy } from '@reg/core';
import { chainPositionOf } from './assessed-candidate.js';
import { chainPositionsOf } from './rank-context.js';
import type { SnapshotColumns } from './snapshot-columns.js';

/**
 * Where the category's chain and the preference for free models put each candidate, lower first; absent where the
 * operator has neither.
 */
export function tiersOf(columns: SnapshotColumns, category: CategoryPolicy): Float64Array | undefined {
  const { policy, facts, tiers } = columns;
  const { chain } = category;
  if (chain.length === 0 && !policy.freeTierPreference) return undefined;
  let known = tiers.get(chain);
  if (known === undefined) {
    const positions = chainPositionsOf(chain);
    known = Float64Array.from(facts, ({ names, free }) => {
      const position = chainPositionOf(names, positions) ?? chain.length;
      return 2 * position + Number(policy.freeTierPreference && !free);
    });
    tiers.set(chain, known);
  }
  return known;
}
