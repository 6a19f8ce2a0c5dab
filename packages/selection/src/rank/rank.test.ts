import { describe, expect, it } from 'vitest';
import { aCandidate, aRequirement, aSnapshot, startMs } from '../testing-fixtures/candidates.js';
import { canonicalJson } from './canonical-json.js';
import { rank } from './rank.js';

const open = (openedAtMs: number) => ({
  circuit: {
    state: 'open',
    probeInFlight: false,
    gates: true,
    openedAtMs,
    eligibleAtMs: startMs + 5_000,
  } as const,
});

describe('rank', () => {
  it('probes the circuit that opened longest ago when nothing else is left', () => {
    const { ranked, rejected } = rank(
      aRequirement(),
      aSnapshot([aCandidate('a/1', open(30)), aCandidate('a/2', open(10)), aCandidate('a/3', open(20))]),
      1,
    );
    expect(ranked.map(({ target, position }) => [target, position])).toEqual([['a/2', 1]]);
    expect(ranked[0]?.reasons[0]?.code).toBe('all_circuits_open_probe');
    expect(rejected.map(({ target }) => target)).toEqual(['a/1', 'a/3']);
  });

  it('probes nothing that has another reason against it, rests, is isolated or is being probed', () => {
    const gates = { probeInFlight: false, gates: true };
    const { ranked } = rank(
      aRequirement({ excludedTargets: { 'a/1': 'no' } }),
      aSnapshot([
        aCandidate('a/1', open(1)),
        aCandidate('a/2', { circuit: { ...gates, state: 'isolated', openedAtMs: 1 } }),
        aCandidate('a/3', { circuit: { ...gates, state: 'closed', eligibleAtMs: startMs + 1 } }),
        aCandidate('a/4', { circuit: { ...gates, state: 'half-open', probeInFlight: true, openedAtMs: 1 } }),
      ]),
      1,
    );
    expect(ranked).toEqual([]);
  });

  it('does not probe while anybody is well', () => {
    const { ranked } = rank(aRequirement(), aSnapshot([aCandidate('a/1', open(1)), aCandidate('b/2')]), 1);
    expect(ranked.map(({ target }) => target)).toEqual(['b/2']);
  });

  it('names a decision by its inputs: another seed, version or requirement is another decision', () => {
    const snapshot = aSnapshot([aCandidate('a/1')]);
    const id = (seed: number, version = 1, tokens = 1) =>
      rank(aRequirement({ estimatedInputTokens: tokens }), { ...snapshot, version }, seed).id;
    expect(id(1)).toMatch(/^dec_[0-9a-f]{24}$/);
    expect(id(1)).toBe(id(1));
    expect(new Set([id(1), id(2), id(1, 2), id(1, 1, 2)]).size).toBe(4);
  });

  it('knows no candidates and no category without falling over', () => {
    const decision = rank(aRequirement({ category: 'constructor' }), aSnapshot([]), 0);
    expect(decision).toMatchObject({ ranked: [], rejected: [] });
  });
});

describe('canonicalJson', () => {
  it('does not depend on the order of fields, and leaves out what is absent', () => {
    expect(canonicalJson({ b: [1, { d: null, c: 'x' }], a: undefined })).toBe('{"b":[1,{"c":"x","d":null}]}');
  });
});
