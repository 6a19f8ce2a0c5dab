import type { Candidate, CategoryPolicy, RegistrySnapshot, RoutingPolicy } from '@reg/core';
import { usableFromMs } from '../filters/circuit.js';
import { standingFactsOf, type StandingFacts } from './assessed-candidate.js';
import type { CallTarget } from './call-target.js';
import { speedOf } from './category-scores.js';
import { compareText } from './compare-text.js';
import { extentOf, type Extent } from './extent.js';
import { lackedBy } from './lacking.js';

/**
 * What a scan asks of the candidates that lack nothing of certain needs, one column for each question, in the
 * operator's order: of equals, the one with the lower index goes first. Candidates that no requirement and no time can
 * bring into use are left out.
 */
export interface SnapshotColumns {
  readonly policy: RoutingPolicy;
  readonly candidates: readonly Candidate[];
  readonly facts: readonly StandingFacts[];
  readonly targets: readonly CallTarget[];
  /** Index of each target. */
  readonly indexes: ReadonlyMap<string, number>;
  /** Milliseconds since the epoch. */
  readonly usableFromMs: Float64Array;
  /** Tokens; infinite when unknown. */
  readonly contextWindow: Float64Array;
  readonly outputLimit: Float64Array;
  /** US dollars per million tokens; no number when unknown. */
  readonly inputUsdPerMTok: Float64Array;
  readonly outputUsdPerMTok: Float64Array;
  /** Output tokens of one answer when the caller set no limit: expected, and at most as far as they cost anything. */
  readonly assumedOutputTokens: Float64Array;
  readonly mostOutputTokens: Float64Array;
  readonly capability: Float64Array;
  readonly speed: Float64Array;
  /** 1 for a model whose reasoning cannot be switched off. */
  readonly alwaysReasons: Float64Array;
  /** Worked out when first asked for. */
  readonly tiers: Map<CategoryPolicy['chain'], Float64Array>;
  readonly notAllowedBy: WeakMap<readonly string[], Uint8Array>;
  /** Every index. */
  readonly all: Int32Array;
  /** What is true of all of them together: from when on and up to what they fit, and how they differ. */
  readonly everybody: {
    readonly usableFromMs: number;
    readonly contextWindow: number;
    readonly outputLimit: number;
    readonly capability: Extent;
    readonly speed: Extent;
  };
  /** Room for one scan at a time. */
  readonly eligible: Int32Array;
  readonly leaders: Int32Array;
  readonly costs: Float64Array;
}

/** Columns that are kept of one snapshot: kinds of needs, and candidates over all of them. */
const maxKinds = 32;
const maxRows = 40_000;

const compiled = new WeakMap<RegistrySnapshot, Map<number, SnapshotColumns>>();

/** The candidates that lack nothing of `needs` (see `neededBy`), in columns. Made once: snapshots never change. */
export function columnsOf(snapshot: RegistrySnapshot, needs: number): SnapshotColumns {
  let kinds = compiled.get(snapshot);
  if (kinds === undefined) {
    kinds = new Map();
    compiled.set(snapshot, kinds);
  }
  let columns = kinds.get(needs);
  if (columns === undefined) {
    if (kinds.size >= Math.min(maxKinds, maxRows / snapshot.candidates.length)) kinds.clear();
    columns = compile(snapshot, needs);
    kinds.set(needs, columns);
  }
  return columns;
}

function compile({ candidates: given, policy }: RegistrySnapshot, needs: number): SnapshotColumns {
  const lacksNothing = (candidate: Candidate): boolean =>
    (lackedBy(candidate.model, standingFactsOf(candidate, policy).free) & needs) === 0;
  const candidates = given
    .filter((candidate) => isEverUsable(candidate) && lacksNothing(candidate))
    .sort(inOrder);
  const facts = candidates.map((candidate) => standingFactsOf(candidate, policy));
  const column = (value: (candidate: Candidate, index: number) => number): Float64Array =>
    Float64Array.from(candidates, value);
  const usableFrom = column(({ circuit }) => usableFromMs(circuit));
  const contextWindow = column(({ model }) => model.contextWindow ?? Infinity);
  const outputLimit = column(({ model }) => model.maxOutputTokens ?? Infinity);
  const outputUsdPerMTok = column((_, index) => facts[index]?.price?.outputUsdPerMTok ?? NaN);
  const capability = column(({ model }) => model.rating.capability);
  const speed = column(speedOf);
  const all = Int32Array.from(candidates, (_, index) => index);
  const { assumedOutputTokens } = policy;
  return {
    policy,
    candidates,
    facts,
    targets: candidates.map(targetOf),
    indexes: new Map(candidates.map(({ target }, index) => [target, index])),
    usableFromMs: usableFrom,
    contextWindow,
    outputLimit,
    inputUsdPerMTok: column((_, index) => facts[index]?.price?.inputUsdPerMTok ?? NaN),
    outputUsdPerMTok,
    assumedOutputTokens: outputLimit.map((limit) => Math.min(assumedOutputTokens, limit)),
    mostOutputTokens: outputLimit.map((limit, index) =>
      outputUsdPerMTok[index] === 0 ? 0 : Math.min(limit, contextWindow[index] ?? Infinity),
    ),
    capability,
    speed,
    alwaysReasons: column(({ model }) => Number(model.capabilities.reasoning === 'always')),
    tiers: new Map(),
    notAllowedBy: new WeakMap(),
    all,
    everybody: {
      usableFromMs: usableFrom.reduce((latest, fromMs) => Math.max(latest, fromMs), -Infinity),
      contextWindow: contextWindow.reduce((least, tokens) => Math.min(least, tokens), Infinity),
      outputLimit: outputLimit.reduce((least, tokens) => Math.min(least, tokens), Infinity),
      capability: extentOf(capability, { indices: all, count: all.length }),
      speed: extentOf(speed, { indices: all, count: all.length }),
    },
    eligible: new Int32Array(candidates.length),
    leaders: new Int32Array(candidates.length),
    costs: new Float64Array(candidates.length),
  };
}

function isEverUsable({ blocked, model, circuit }: Candidate): boolean {
  return blocked.length === 0 && model.status !== 'retired' && usableFromMs(circuit) < Infinity;
}

/** As the last ordering has it, and then by name. */
function inOrder(left: Candidate, right: Candidate): number {
  return (
    left.providerPriority - right.providerPriority ||
    left.modelPriority - right.modelPriority ||
    compareText(left.target, right.target)
  );
}

function targetOf({ target, provider, model }: Candidate): CallTarget {
  const { id, contextWindow } = model;
  return { target, provider, model: id, descriptor: model, contextWindow, probe: false };
}
