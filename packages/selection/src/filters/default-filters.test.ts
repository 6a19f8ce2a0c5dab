import type { Candidate, ReasonCode, Requirement, RoutingPolicy } from '@reg/core';
import { describe, expect, it } from 'vitest';
import { rank } from '../rank/rank.js';
import {
  aCandidate,
  allCapabilities,
  aPolicy,
  aRequirement,
  aSnapshot,
  startMs,
  without,
} from '../testing-fixtures/candidates.js';

type CandidateChanges = Parameters<typeof aCandidate>[1];

/** The codes against the candidate `a/1`, or none when it is ranked. */
function against(
  candidate: Candidate,
  requirement: Requirement = aRequirement(),
  policy: RoutingPolicy = aPolicy(),
): readonly ReasonCode[] {
  // A second candidate keeps an open circuit from being probed.
  const other = aCandidate('z/9', { model: { free: true } });
  const { rejected } = rank(requirement, aSnapshot([candidate, other], policy), 1);
  return rejected.find(({ target }) => target === candidate.target)?.reasons.map(({ code }) => code) ?? [];
}

const rankedReasons = (candidate: Candidate, requirement: Requirement): readonly ReasonCode[] =>
  rank(requirement, aSnapshot([candidate]), 1).ranked[0]?.reasons.map(({ code }) => code) ?? [];

const named = (changes: Parameters<typeof aRequirement>[0] = {}): Requirement =>
  aRequirement({ requestedModel: 'a/1', explicitTargets: ['a/1'], ...changes });

describe('filters', () => {
  it('lets a model through that has nothing against it', () => {
    expect(against(aCandidate('a/1'))).toEqual([]);
  });

  it.each<[string, CandidateChanges, Parameters<typeof aRequirement>[0], ReasonCode]>([
    ['configuration', { blocked: [{ code: 'placeholder_key', message: 'x' }] }, {}, 'placeholder_key'],
    ['an earlier failure', {}, { excludedTargets: { 'a/1': 'failed' } }, 'excluded'],
    ['retirement', { model: { status: 'retired' } }, {}, 'model_retired'],
    ['images', { model: caps({ vision: false }) }, { needs: { vision: true } }, 'missing_vision'],
    [
      'pictures by address',
      { model: caps({ vision: true, remoteMedia: false }) },
      { needs: { vision: true, remoteMedia: true } },
      'missing_remote_media',
    ],
    ['video', { model: caps({ video: false }) }, { needs: { video: true } }, 'missing_video'],
    ['tools', { model: caps({ tools: false }) }, { needs: { tools: true } }, 'missing_tools'],
    [
      'continuation',
      { model: caps({ continuation: false }) },
      { needs: { continuation: true } },
      'missing_continuation',
    ],
    ['isolation', circuit({ state: 'isolated' }), {}, 'isolated'],
    ['an open circuit', circuit({ state: 'open', eligibleAtMs: startMs + 1 }), {}, 'circuit_open'],
    ['a circuit open without end', circuit({ state: 'open' }), {}, 'circuit_open'],
    ['a running probe', circuit({ state: 'half-open', probeInFlight: true }), {}, 'probe_in_flight'],
    ['a vendor that wants rest', circuit({ eligibleAtMs: startMs + 1 }), {}, 'resting'],
    [
      'a vendor that wants rest while the circuit is open',
      circuit({ state: 'open', eligibleAtMs: startMs + 2, restUntilMs: startMs + 1 }),
      {},
      'resting',
    ],
    ['a price over the cap', {}, { maxCostUsd: 0.002 }, 'over_cost_cap'],
    ['a price when free was asked for', {}, { freeOnly: true }, 'not_free'],
    ['a list of other models', {}, { allowedModels: ['b/1', 'a/2'] }, 'model_not_allowed'],
    ['an empty list', {}, { allowedModels: [] }, 'model_not_allowed'],
  ])('rejects for %s, also a model that was asked for by name', (_why, candidate, requirement, code) => {
    expect(against(aCandidate('a/1', candidate), aRequirement(requirement))).toEqual([code]);
    expect(against(aCandidate('a/1', candidate), named(requirement))).toEqual([code]);
  });

  it.each([['a/1'], ['1'], ['A/1 '], ['a/*'], ['Alias'], ['nowhere/x', 'a/1']])(
    'knows a model that is allowed as %j',
    (...allowedModels) => {
      const candidate = aCandidate('a/1', { model: { aliases: ['alias'] } });
      expect(against(candidate, aRequirement({ allowedModels }))).toEqual([]);
    },
  );

  it('never probes a model that the caller may not use', () => {
    const open = aCandidate('a/1', circuit({ state: 'open', eligibleAtMs: startMs + 1 }));
    const { ranked } = rank(aRequirement({ allowedModels: ['b/1'] }), aSnapshot([open]), 1);
    expect(ranked).toEqual([]);
  });

  it.each<[string, CandidateChanges, Parameters<typeof aRequirement>[0], ReasonCode]>([
    ['a status nobody knows', { model: { status: 'unknown' } }, {}, 'model_status_unknown'],
    [
      'a forced tool',
      { model: caps({ forcedToolChoice: 'required' }) },
      { needs: { forcedToolChoice: 'function' } },
      'missing_forced_tool_choice',
    ],
    [
      'any forced tool',
      { model: caps({ forcedToolChoice: 'none' }) },
      { needs: { forcedToolChoice: 'required' } },
      'missing_forced_tool_choice',
    ],
    [
      'json_object',
      { model: caps({ jsonObject: false }) },
      { needs: { jsonObject: true } },
      'missing_json_object',
    ],
    [
      'json_schema',
      { model: caps({ jsonSchema: false }) },
      { needs: { jsonSchema: true } },
      'missing_json_schema',
    ],
    [
      'reasoning',
      { model: caps({ reasoning: 'none' }) },
      { needs: { reasoning: true } },
      'missing_reasoning',
    ],
    [
      'input and output over the window',
      { model: { contextWindow: 2_000 } },
      { maxOutputTokens: 1_001 },
      'context_window_too_small',
    ],
    ['a window that was asked for', {}, { minContextWindow: 128_000 }, 'context_window_too_small'],
    ['output over its limit', {}, { maxOutputTokens: 8_001 }, 'output_limit_too_small'],
  ])(
    'rejects for %s, but only tells it of a model asked for by name',
    (_why, candidate, requirement, code) => {
      const subject = aCandidate('a/1', candidate);
      expect(against(subject, aRequirement(requirement))).toEqual([code]);
      expect(against(subject, named(requirement))).toEqual([]);
      expect(rankedReasons(subject, named(requirement))[0]).toBe(code);
    },
  );

  it.each<[string, CandidateChanges, Parameters<typeof aRequirement>[0]]>([
    ['a tool forced by name on a model that obeys any', {}, { needs: { forcedToolChoice: 'function' } }],
    ['input and output that just fit', { model: { contextWindow: 2_000 } }, { maxOutputTokens: 1_000 }],
    ['an open time that is over', circuit({ state: 'open', eligibleAtMs: startMs }), {}],
    ['half-open without a probe', circuit({ state: 'half-open' }), {}],
    ['an open circuit that gates nothing', circuit({ state: 'open', gates: false }), {}],
    ['a cap that pays for the assumed output', {}, { maxCostUsd: 0.003 }],
    [
      'no reasoning asked of a model that always reasons',
      { model: caps({ reasoning: 'always' }) },
      { needs: { noReasoning: true } },
    ],
  ])('accepts %s', (_what, candidate, requirement) => {
    expect(against(aCandidate('a/1', candidate), aRequirement(requirement))).toEqual([]);
  });

  it('collects every reason, in the documented order', () => {
    const subject = aCandidate('a/1', {
      ...circuit({ state: 'isolated' }),
      blocked: [{ code: 'missing_key', message: 'x' }],
      model: { status: 'retired', contextWindow: 10, ...caps({ vision: false, tools: false }) },
    });
    const requirement = aRequirement({ freeOnly: true, maxCostUsd: 0, needs: { vision: true, tools: true } });
    expect(against(subject, requirement)).toEqual([
      'missing_key',
      'model_retired',
      'missing_vision',
      'missing_tools',
      'context_window_too_small',
      'isolated',
      'over_cost_cap',
      'not_free',
    ]);
  });

  it('rejects what was not asked for, unless fallback is allowed', () => {
    const asked = { requestedModel: 'z/9', explicitTargets: ['z/9'] };
    const strict = aRequirement({ ...asked, allowFallback: false });
    expect(against(aCandidate('a/1'), strict)).toEqual(['not_requested']);
    expect(against(aCandidate('a/1'), aRequirement({ ...asked, allowFallback: true }))).toEqual([]);
  });

  it('calls a rerouted id only by name, because its successor is a candidate itself', () => {
    const rerouted = aCandidate('a/1', { model: { status: 'rerouted', successor: '2' } });
    expect(against(rerouted)).toEqual(['not_requested']);
    expect(against(rerouted, named())).toEqual([]);
  });

  it('tells an unknown window and accepts it, unless a size was demanded', () => {
    const full = aCandidate('a/1');
    const unknown = { ...full, model: without(full.model, 'contextWindow') };
    expect(rankedReasons(unknown, aRequirement())[0]).toBe('context_window_unknown');
    expect(against(unknown, aRequirement({ minContextWindow: 128_000 }))).toEqual(['context_window_unknown']);
  });

  it('does not let an unknown price slip under a cap, unless the operator says so', () => {
    const full = aCandidate('a/1');
    const unpriced = { ...full, model: without(full.model, 'price') };
    const capped = aRequirement({ maxCostUsd: 100 });
    expect(against(unpriced)).toEqual([]);
    expect(against(unpriced, capped)).toEqual(['unknown_price_under_cap']);
    expect(against(unpriced, capped, aPolicy({ allowUnknownPrice: true }))).toEqual([]);
  });

  it('takes the lower of two caps', () => {
    const policy = aPolicy({ maxCostPerRequestUsd: 0.002 });
    expect(against(aCandidate('a/1'), aRequirement({ maxCostUsd: 1 }), policy)).toEqual(['over_cost_cap']);
  });
});

function caps(changes: Partial<typeof allCapabilities>) {
  return { capabilities: { ...allCapabilities, ...changes } };
}

function circuit(changes: Partial<Candidate['circuit']>) {
  return { circuit: { state: 'closed', probeInFlight: false, gates: true, ...changes } } as const;
}
