import type {
  Candidate,
  Decision,
  RankedCandidate,
  Reason,
  RegistrySnapshot,
  RejectedCandidate,
  Requirement,
} from '@reg/core';
import type { CandidateFilter } from '../filters/candidate-filter.js';
import { defaultFilters } from '../filters/default-filters.js';
import type { CandidateOrdering } from '../orderings/candidate-ordering.js';
import { defaultOrderings } from '../orderings/default-orderings.js';
import { costAllowance } from '../pricing/cost-allowance.js';
import { assessCandidate, type AssessedCandidate, type PlacedCandidate } from './assessed-candidate.js';
import { categoryScores } from './category-scores.js';
import { findProbe, type Objection } from './circuit-probe.js';
import { compareText } from './compare-text.js';
import { createRankContext, type RankContext } from './rank-context.js';

/** What a decision says of the candidates. */
export type Placement = Pick<Decision, 'ranked' | 'rejected'>;

/** What a ranking consists of. */
export interface RankRules {
  /** @default defaultFilters */
  readonly filters?: readonly CandidateFilter[];
  /** @default defaultOrderings */
  readonly orderings?: readonly CandidateOrdering[];
}

/** Where every candidate stands and why: what a ranking means, whatever shorter ways there are to its first place. */
export function placementOf(
  requirement: Requirement,
  snapshot: RegistrySnapshot,
  rules: RankRules = {},
): Placement {
  const context = createRankContext(requirement, snapshot.policy);
  const orderings = (rules.orderings ?? defaultOrderings).filter(
    (ordering) => ordering.appliesTo?.(context) ?? true,
  );
  const { eligible, rejected } = sift(snapshot.candidates, rules.filters ?? defaultFilters, context);
  const probe = eligible.length === 0 ? findProbe(rejected, byTarget) : undefined;
  const ranked =
    probe === undefined
      ? place(eligible, orderings, context)
      : place([{ assessed: probe, reasons: [probeReason] }], orderings, context);
  return {
    ranked,
    rejected: rejected
      .filter(({ assessed }) => assessed !== probe)
      .map(asRejected)
      .toSorted((left, right) => compareText(left.target, right.target)),
  };
}

const probeReason: Reason = {
  code: 'all_circuits_open_probe',
  message: 'every circuit is open; this one opened longest ago and is tried rather than refusing the request',
};

/** Asks every filter about every candidate. Notes stay with the eligible ones. */
function sift(
  candidates: readonly Candidate[],
  filters: readonly CandidateFilter[],
  context: RankContext,
): { readonly eligible: readonly Objection[]; readonly rejected: readonly Objection[] } {
  const eligible: Objection[] = [];
  const rejected: Objection[] = [];
  for (const candidate of candidates) {
    const assessed = assessCandidate(candidate, context);
    const against: Reason[] = [];
    const notes: Reason[] = [];
    for (const filter of filters) {
      for (const { reason, effect } of filter.check(assessed, context)) {
        (effect === 'reject' ? against : notes).push(reason);
      }
    }
    if (against.length > 0) rejected.push({ assessed, reasons: against });
    else eligible.push({ assessed, reasons: notes });
  }
  return { eligible, rejected };
}

function place(
  eligible: readonly Objection[],
  orderings: readonly CandidateOrdering[],
  context: RankContext,
): readonly RankedCandidate[] {
  const scores = categoryScores(
    eligible.map(({ assessed }) => assessed),
    context,
  );
  return eligible
    .map(({ assessed, reasons }, index) => placeOne(assessed, scores[index] ?? noScore, reasons))
    .sort((left, right) => {
      for (const ordering of orderings) {
        const order = ordering.compare(left, right, context);
        // A comparison that is no number is no opinion.
        if (order < 0 || order > 0) return order;
      }
      return byTarget(left, right);
    })
    .map((placed, index) => asRanked(placed, { position: index + 1, orderings, context }));
}

interface NotedCandidate extends PlacedCandidate {
  readonly notes: readonly Reason[];
}

/** Field by field: spreading is slow, and this runs for each candidate of each request. */
function placeOne(
  assessed: AssessedCandidate,
  score: RankedCandidate['score'],
  notes: readonly Reason[],
): NotedCandidate {
  const { candidate, price, free, expectedCostUsd, explicitPosition, chainPosition } = assessed;
  return { candidate, price, free, expectedCostUsd, explicitPosition, chainPosition, score, notes };
}

const noScore: RankedCandidate['score'] = { total: 0, capability: 0, price: 0, speed: 0 };

/** What was noted about a candidate, and what each ordering has to say of its place. */
function reasonsOf(
  placed: NotedCandidate,
  orderings: readonly CandidateOrdering[],
  context: RankContext,
): readonly Reason[] {
  const reasons = [...placed.notes];
  for (const ordering of orderings) {
    const reason = ordering.reason?.(placed, context);
    if (reason !== undefined) reasons.push(reason);
  }
  return reasons;
}

function asRanked(
  placed: NotedCandidate,
  details: {
    readonly position: number;
    readonly orderings: readonly CandidateOrdering[];
    readonly context: RankContext;
  },
): RankedCandidate {
  const { candidate, expectedCostUsd, free, score } = placed;
  const { position, orderings, context } = details;
  const outputTokenLimit = outputTokenLimitOf(placed, context);
  return {
    position,
    target: candidate.target,
    provider: candidate.provider,
    model: candidate.model.id,
    descriptor: candidate.model,
    ...(expectedCostUsd === undefined ? {} : { expectedCostUsd }),
    ...(outputTokenLimit === undefined ? {} : { outputTokenLimit }),
    free,
    score,
    reasons: reasonsOf(placed, orderings, context),
  };
}

function outputTokenLimitOf(placed: PlacedCandidate, context: RankContext): number | undefined {
  const { capUsd, requirement, policy } = context;
  if (capUsd === undefined || placed.price === undefined) return undefined;
  const allowance = costAllowance({
    model: placed.candidate.model,
    price: placed.price,
    requirement,
    assumedOutputTokens: policy.assumedOutputTokens,
    budgetUsd: capUsd,
  });
  return allowance.affordable ? allowance.outputTokenLimit : undefined;
}

function asRejected({ assessed: { candidate }, reasons }: Objection): RejectedCandidate {
  return { target: candidate.target, provider: candidate.provider, model: candidate.model.id, reasons };
}

/** Targets are unique, so this never ends in a tie. */
function byTarget(left: AssessedCandidate, right: AssessedCandidate): number {
  return compareText(left.candidate.target, right.candidate.target);
}
