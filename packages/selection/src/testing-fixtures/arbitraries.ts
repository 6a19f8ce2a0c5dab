import type { Candidate, RegistrySnapshot, Requirement, RoutingPolicy } from '@reg/core';
import fc from 'fast-check';
import {
  aCandidate,
  allCapabilities,
  aModel,
  aPolicy,
  aRequirement,
  closedCircuit,
  noNeeds,
  startMs,
  without,
} from './candidates.js';

const price = fc.record({
  inputUsdPerMTok: fc.integer({ min: 0, max: 50 }),
  outputUsdPerMTok: fc.integer({ min: 0, max: 200 }),
});

const capabilities = fc.record({
  vision: fc.boolean(),
  video: fc.boolean(),
  remoteMedia: fc.boolean(),
  tools: fc.boolean(),
  forcedToolChoice: fc.constantFrom('none' as const, 'required' as const, 'any' as const),
  jsonObject: fc.boolean(),
  jsonSchema: fc.boolean(),
  reasoning: fc.constantFrom('none' as const, 'always' as const, 'toggle' as const, 'effort' as const),
  continuation: fc.boolean(),
});

const circuit = fc.record(
  {
    state: fc.constantFrom(
      'closed' as const,
      'closed' as const,
      'closed' as const,
      'open' as const,
      'half-open' as const,
      'isolated' as const,
    ),
    openedAtMs: fc.integer({ min: startMs - 100_000, max: startMs }),
    eligibleAtMs: fc.oneof(
      fc.integer({ min: startMs - 10_000, max: startMs + 10_000 }),
      fc.constantFrom(startMs, startMs + 1_000, Number.MAX_SAFE_INTEGER),
    ),
    restUntilMs: fc.integer({ min: startMs - 10_000, max: startMs + 10_000 }),
    rampUp: fc.constant({ limit: 2, inFlight: 1 }),
    probeInFlight: fc.boolean(),
    gates: fc.boolean(),
  },
  { requiredKeys: ['state', 'probeInFlight', 'gates'] },
);

/** Often the same, so that scores are equal now and then. */
const rating = fc.oneof(fc.constantFrom(40, 80), fc.nat(100));

const latency = fc.record(
  { p50Ms: fc.integer({ min: 1, max: 20_000 }), timeToFirstTokenP50Ms: fc.integer({ min: 1, max: 4_000 }) },
  { requiredKeys: ['p50Ms'] },
);

const model = fc
  .record({
    aliases: fc.subarray(['fast', 'smart']),
    contextWindow: fc.constantFrom(2_000, 8_000, 128_000),
    maxOutputTokens: fc.constantFrom(500, 4_000, 32_000),
    capabilities: fc.oneof(fc.constant(allCapabilities), capabilities),
    price,
    free: fc.boolean(),
    billing: fc.constantFrom('per-token' as const, 'subscription' as const),
    status: fc.constantFrom(
      'active' as const,
      'active' as const,
      'legacy' as const,
      'rerouted' as const,
      'retired' as const,
      'unknown' as const,
    ),
    rating: fc.record({ capability: rating, speed: rating }),
  })
  .chain((known) =>
    fc.subarray(['contextWindow', 'maxOutputTokens', 'price'] as const, { maxLength: 1 }).map((unknown) => {
      let descriptor = aModel(known);
      for (const field of unknown) descriptor = without(descriptor, field) as typeof descriptor;
      return descriptor;
    }),
  );

/** Up to eight candidates of two providers, in every kind of condition. */
export const anyCandidates: fc.Arbitrary<readonly Candidate[]> = fc
  .uniqueArray(fc.constantFrom('a/1', 'a/2', 'a/3', 'a/4', 'b/1', 'b/2', 'b/3', 'b/4'), { maxLength: 8 })
  .chain((targets) => fc.tuple(...targets.map((target) => anyCandidate(target))));

function anyCandidate(target: string): fc.Arbitrary<Candidate> {
  return fc
    .record({
      model,
      circuit,
      latency: fc.option(latency, { nil: undefined }),
      providerPriority: fc.nat(1),
      modelPriority: fc.nat(2),
      blocked: fc.constantFrom([], [], [], [{ code: 'missing_key' as const, message: 'no key' }]),
    })
    .map(({ model: descriptor, latency: measured, ...rest }) => {
      const base = aCandidate(target, measured === undefined ? rest : { ...rest, latency: measured });
      return { ...base, model: { ...descriptor, id: base.model.id } };
    });
}

/** Two to four candidates with nothing against them but their price, so that calls go far down the list. */
export const healthyCandidates: fc.Arbitrary<readonly Candidate[]> = fc
  .array(fc.record({ price, free: fc.boolean(), maxOutputTokens: fc.constantFrom(500, 4_000, 32_000) }), {
    minLength: 2,
    maxLength: 4,
  })
  .map((models) => models.map((facts, index) => aCandidate(`a/${index + 1}`, { model: facts })));

const weights = fc.record({ capability: fc.nat(3), price: fc.nat(3), speed: fc.nat(3) });
const cap = fc.oneof(
  { weight: 2, arbitrary: fc.constant(undefined) },
  fc.constantFrom(0, 0.000_5, 0.01, 0.1, 1),
);

export const anyPolicy: fc.Arbitrary<RoutingPolicy> = fc
  .record({
    freeTierPreference: fc.boolean(),
    freeModels: fc.subarray(['A/1', 'smart', '3']),
    costAware: fc.boolean(),
    modelCosts: fc.constantFrom({}, { 'B/1': { input: 3, output: 9 }, fast: { input: 0, output: 0 } }),
    allowUnknownPrice: fc.boolean(),
    assumedOutputTokens: fc.constantFrom(100, 1_000),
    balanced: fc.record({ weights, chain: fc.subarray(['b/2', '3', 'fast', 'nobody']) }),
    maxCostPerRequestUsd: cap,
  })
  .map(({ balanced, maxCostPerRequestUsd, ...rest }) =>
    aPolicy({
      ...rest,
      categories: { balanced },
      ...(maxCostPerRequestUsd === undefined ? {} : { maxCostPerRequestUsd }),
    }),
  );

const seldom = fc.nat(5).map((drawn) => drawn === 0);

const needs = fc.record({
  vision: fc.boolean(),
  video: seldom,
  remoteMedia: seldom,
  tools: seldom,
  forcedToolChoice: fc.constantFrom(
    'none' as const,
    'none' as const,
    'required' as const,
    'function' as const,
  ),
  jsonObject: seldom,
  jsonSchema: seldom,
  reasoning: seldom,
  noReasoning: fc.boolean(),
  continuation: seldom,
});

export const anyRequirement: fc.Arbitrary<Requirement> = fc
  .record({
    explicitTargets: fc.option(
      fc.uniqueArray(fc.constantFrom('a/1', 'b/1', 'b/4', 'c/9'), { minLength: 1 }),
      {
        nil: undefined,
      },
    ),
    modelMapping: fc.constantFrom(
      undefined,
      undefined,
      { match: 'm*', to: 'x', origin: 'own' },
      { match: 'm', to: '*x', origin: 'own' },
    ),
    allowFallback: fc.boolean(),
    freeOnly: fc.boolean(),
    maxCostUsd: cap,
    allowedModels: fc.constantFrom(undefined, undefined, [], ['a/*'], ['A/1', 'b/1'], ['nowhere/x']),
    estimatedInputTokens: fc.constantFrom(0, 100, 1_000, 5_000),
    maxOutputTokens: fc.constantFrom(undefined, undefined, 1, 1_000, 10_000),
    choices: fc.constantFrom(undefined, undefined, 2),
    minContextWindow: fc.constantFrom(undefined, undefined, undefined, 4_000, 100_000),
    needs,
    excludedTargets: fc.constantFrom(undefined, undefined, { 'a/2': 'failed a moment ago' }),
  })
  .map((drawn) => {
    const given = Object.fromEntries(Object.entries(drawn).filter(([, value]) => value !== undefined));
    return aRequirement(given);
  });

export const anySnapshot: fc.Arbitrary<RegistrySnapshot> = fc
  .record({ version: fc.nat(), candidates: anyCandidates, policy: anyPolicy })
  .map((snapshot) => snapshot);

/** Candidates of which most can be called, so that many are compared with each other. */
export const mildSnapshot: fc.Arbitrary<RegistrySnapshot> = fc
  .record({
    snapshot: anySnapshot,
    strict: fc.array(
      fc.nat(3).map((drawn) => drawn === 0),
      { minLength: 8, maxLength: 8 },
    ),
    more: fc.nat(12),
  })
  .map(({ snapshot, strict, more }) => {
    const candidates = snapshot.candidates.map((candidate, index) =>
      strict[index] === true ? candidate : healed(candidate),
    );
    const copies = candidates.slice(0, more).map((candidate) => copyOf(candidate));
    return { ...snapshot, candidates: [...candidates, ...copies] };
  });

/** Requirements that most candidates meet. */
export const mildRequirement: fc.Arbitrary<Requirement> = anyRequirement.map((drawn) => {
  const { needs: asked, allowedModels: _allowed, minContextWindow: _window, ...rest } = drawn;
  return { ...rest, needs: { ...noNeeds, noReasoning: asked.noReasoning } };
});

function healed(candidate: Candidate): Candidate {
  const { model } = candidate;
  const capabilities = { ...allCapabilities, reasoning: model.capabilities.reasoning };
  return {
    ...candidate,
    blocked: [],
    circuit: closedCircuit,
    model: { ...model, capabilities, status: 'active', contextWindow: 128_000 },
  };
}

/** The same under another name, for what happens between equals. */
function copyOf(candidate: Candidate): Candidate {
  const { model, provider } = candidate;
  const id = `${model.id}-copy`;
  return { ...candidate, target: `${provider}/${id}`, model: { ...model, id } };
}
