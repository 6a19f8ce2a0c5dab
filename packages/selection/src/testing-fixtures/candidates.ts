import type {
  Candidate,
  CandidateCircuit,
  CategoryPolicy,
  ModelCapabilities,
  ModelDescriptor,
  RegistrySnapshot,
  RequestNeeds,
  Requirement,
  RoutingPolicy,
} from '@reg/core';

/** 2026-01-01T00:00:00Z, the manual clock's first reading. */
export const startMs = 1_767_225_600_000;

export const closedCircuit: CandidateCircuit = { state: 'closed', probeInFlight: false, gates: true };

export const allCapabilities: ModelCapabilities = {
  vision: true,
  video: true,
  tools: true,
  forcedToolChoice: 'any',
  jsonObject: true,
  jsonSchema: true,
  reasoning: 'toggle',
  continuation: true,
};

/** A capable model for a dollar in and two out. */
export function aModel(changes: Partial<ModelDescriptor> = {}): ModelDescriptor {
  return {
    id: 'm',
    aliases: [],
    contextWindow: 100_000,
    maxOutputTokens: 8_000,
    capabilities: allCapabilities,
    price: { inputUsdPerMTok: 1, outputUsdPerMTok: 2 },
    free: false,
    billing: 'per-token',
    status: 'active',
    rating: { capability: 50, speed: 50 },
    fact: { source: 'made up for a test', date: '2026-01-01' },
    ...changes,
  };
}

/** `aCandidate('kimi/k2', { model: { free: true } })`: the model's id comes from the target. */
export function aCandidate(
  target: string,
  changes: Partial<Omit<Candidate, 'model'>> & { readonly model?: Partial<ModelDescriptor> } = {},
): Candidate {
  const [provider = '', ...rest] = target.split('/');
  return {
    target,
    provider,
    providerPriority: 0,
    modelPriority: 0,
    blocked: [],
    circuit: closedCircuit,
    ...changes,
    model: aModel({ id: rest.join('/'), ...changes.model }),
  };
}

/** A model without a certain field: `exactOptionalPropertyTypes` knows no `undefined` for "absent". */
export function without<T extends object, K extends keyof T>(value: T, field: K): Omit<T, K> {
  const { [field]: _absent, ...rest } = value;
  return rest;
}

export const priorityCategory: CategoryPolicy = {
  weights: { capability: 0, price: 0, speed: 0 },
  chain: [],
};

export function aPolicy(changes: Partial<RoutingPolicy> = {}): RoutingPolicy {
  return {
    freeTierPreference: false,
    freeModels: [],
    costAware: false,
    modelCosts: {},
    allowUnknownPrice: false,
    assumedOutputTokens: 1_000,
    categories: { balanced: priorityCategory, fast_response: priorityCategory },
    defaultCategory: 'balanced',
    ...changes,
  };
}

export const noNeeds: RequestNeeds = {
  vision: false,
  video: false,
  tools: false,
  forcedToolChoice: 'none',
  jsonObject: false,
  jsonSchema: false,
  reasoning: false,
  noReasoning: false,
  continuation: false,
};

export function aRequirement(
  changes: Partial<Omit<Requirement, 'needs'>> & { readonly needs?: Partial<RequestNeeds> } = {},
): Requirement {
  return {
    requestedModel: 'auto',
    category: 'balanced',
    allowFallback: true,
    freeOnly: false,
    estimatedInputTokens: 1_000,
    nowMs: startMs,
    ...changes,
    needs: { ...noNeeds, ...changes.needs },
  };
}

export function aSnapshot(
  candidates: readonly Candidate[],
  policy: RoutingPolicy = aPolicy(),
): RegistrySnapshot {
  return { version: 1, candidates, policy };
}
