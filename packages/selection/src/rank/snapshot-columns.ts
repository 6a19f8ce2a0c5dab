import type { Candidate, CategoryPolicy, RegistrySnapshot, RoutingPolicy } from '@reg/core';
import { usableFromMs } from '../filters/circuit.js';
import { standingFactsOf, type StandingFacts } from './assessed-candidate.js';
import type { CallTarget } from './call-target.js';
import { speedOf } from './category-scores.js';
import { compareText } from './compare-text.js';
import { lackedBy } from './lacking.js';

/**
 * What a scan asks of the candidates, one column for each question, in the operator's order: of equals, the one with
 * the lower index goes first. Candidates that no requirement and no time can bring into use are left out.
 */
export interface SnapshotColumns {
  readonly policy: RoutingPolicy;
  readonly targets: readonly CallTarget[];
  readonly candidates: readonly Candidate[];
  readonly facts: readonly StandingFacts[];
  /** Index of each target. */
  readonly indexes: ReadonlyMap<string, number>;
  /** See `lackedBy`. */
  readonly lacks: Int32Array;
  /** Milliseconds since the epoch. */
  readonly usableFromMs: Float64Array;
  /** Tokens; infinite when unknown. */
  readonly contextWindow: Float64Array;
  readonly outputLimit: Float64Array;
  /** US dollars per million tokens; no number when unknown. */
  readonly inputUsdPerMTok: Float64Array;
  readonly outputUsdPerMTok: Float64Array;
  /** Output tokens that are expected of one answer when the caller set no limit. */
  readonly assumedOutputTokens: Float64Array;
  readonly capability: Float64Array;
  readonly speed: Float64Array;
  /** 1 for a model whose reasoning cannot be switched off. */
  readonly alwaysReasons: Float64Array;
  /** Worked out when first asked for. */
  readonly tiers: Map<CategoryPolicy['chain'], Float64Array>;
  readonly notAllowedBy: WeakMap<readonly string[], Uint8Array>;
  /** Room for one scan at a time. */
  readonly eligible: Int32Array;
  readonly leaders: Int32Array;
  readonly costs: Float64Array;
}

const compiled = new WeakMap<RegistrySnapshot, SnapshotColumns>();

/** The columns of a snapshot, made once: snapshots never change. */
export function columnsOf(snapshot: RegistrySnapshot): SnapshotColumns {
  let columns = compiled.get(snapshot);
  if (columns === undefined) {
    columns = compile(snapshot);
    compiled.set(snapshot, columns);
  }
  return columns;
}

function compile({ candidates: all, policy }: RegistrySnapshot): SnapshotColumns {
  const candidates = all.filter(isEverUsable).toSorted(inOrder);
  const facts = candidates.map((candidate) => standingFactsOf(candidate, policy));
  const prices = facts.map(({ price }) => price);
  const column = (value: (candidate: Candidate) => number): Float64Array =>
    Float64Array.from(candidates, value);
  const assumed = policy.assumedOutputTokens;
  return {
    policy,
    targets: candidates.map(targetOf),
    facts,
    candidates,
    indexes: new Map(candidates.map(({ target }, index) => [target, index])),
    lacks: Int32Array.from(candidates, (candidate, index) => lacksOf(candidate, facts[index]?.free ?? false)),
    usableFromMs: column(({ circuit }) => usableFromMs(circuit)),
    contextWindow: column(({ model }) => model.contextWindow ?? Infinity),
    outputLimit: column(({ model }) => model.maxOutputTokens ?? Infinity),
    inputUsdPerMTok: Float64Array.from(prices, (price) => price?.inputUsdPerMTok ?? NaN),
    outputUsdPerMTok: Float64Array.from(prices, (price) => price?.outputUsdPerMTok ?? NaN),
    assumedOutputTokens: column(({ model }) => Math.min(assumed, model.maxOutputTokens ?? Infinity)),
    capability: column(({ model }) => model.rating.capability),
    speed: column(speedOf),
    alwaysReasons: column(({ model }) => Number(model.capabilities.reasoning === 'always')),
    tiers: new Map(),
    notAllowedBy: new WeakMap(),
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

function lacksOf({ model }: Candidate, isFree: boolean): number {
  const { capabilities, contextWindow, status } = model;
  return lackedBy({
    capabilities,
    isFree,
    hasWindow: contextWindow !== undefined,
    isChoosable: status !== 'rerouted' && status !== 'unknown',
  });
}
