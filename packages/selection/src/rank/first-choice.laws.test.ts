import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  anyRequirement,
  anySnapshot,
  mildRequirement,
  mildSnapshot,
} from '../testing-fixtures/arbitraries.js';
import { callTarget } from './call-target.js';
import { firstChoiceOf } from './lazy-decision.js';
import { rank, rankWith } from './rank.js';

const offsetMs = fc.oneof(fc.constantFrom(0, 0, 1_000), fc.integer({ min: -20_000, max: 20_000 }));
const requirement = fc
  .tuple(fc.oneof(anyRequirement, mildRequirement), offsetMs)
  .map(([drawn, laterMs]) => ({ ...drawn, nowMs: drawn.nowMs + laterMs }));

describe('laws of the first choice', () => {
  it.each([
    ['candidates in every kind of condition', anySnapshot],
    ['candidates of which most can answer', mildSnapshot],
  ])('is the first of the whole ranking, or nobody: %s', (_, snapshots) => {
    const asked = fc.array(requirement, { minLength: 1, maxLength: 4 });
    let compared = 0;
    fc.assert(
      fc.property(snapshots, asked, (snapshot, requirements) => {
        for (const each of requirements) {
          const { ranked } = rankWith({ requirement: each, snapshot, seed: 1 });
          const first = ranked[0] && callTarget(ranked[0]);
          compared += Number(ranked.length > 1);
          expect(firstChoiceOf(rank(each, { ...snapshot }, 1))).toEqual(first);
          // By the same view as the requests before, where it may be remembered.
          expect(firstChoiceOf(rank(each, snapshot, 2))).toEqual(first);
        }
      }),
      { numRuns: 700 },
    );
    expect(compared).toBeGreaterThan(snapshots === mildSnapshot ? 500 : 10);
  });
});
