import type { Candidate, Requirement, RoutingPolicy } from '@reg/core';
import { describe, expect, it } from 'vitest';
import { rank, rankWith } from '../rank/rank.js';
import {
  aCandidate,
  allCapabilities,
  aPolicy,
  aRequirement,
  aSnapshot,
} from '../testing-fixtures/candidates.js';
import type { CandidateOrdering } from './candidate-ordering.js';
import { defaultOrderings } from './default-orderings.js';

const weights = { capability: 0, price: 0, speed: 0 };
const balanced = (changes: Partial<RoutingPolicy['categories'][string]>) => ({
  categories: { balanced: { weights, chain: [], ...changes } },
});

function order(
  candidates: readonly Candidate[],
  policy: Partial<RoutingPolicy> = {},
  requirement: Requirement = aRequirement(),
): string {
  const { ranked } = rank(requirement, aSnapshot(candidates, aPolicy(policy)), 1);
  return ranked.map(({ target }) => target).join(' ');
}

const priced = (target: string, output: number, changes: Parameters<typeof aCandidate>[1] = {}): Candidate =>
  aCandidate(target, {
    ...changes,
    model: { price: { inputUsdPerMTok: 1, outputUsdPerMTok: output }, ...changes.model },
  });

describe('orderings', () => {
  it('follows priority, of the provider and then of the model, and the target breaks the last tie', () => {
    const candidates = [
      aCandidate('b/2', { providerPriority: 1 }),
      aCandidate('b/1', { providerPriority: 1 }),
      aCandidate('a/2', { modelPriority: 1 }),
      aCandidate('a/3', { modelPriority: 0 }),
    ];
    expect(order(candidates)).toBe('a/3 a/2 b/1 b/2');
  });

  it('puts what was asked for by name first, in its order', () => {
    const requirement = aRequirement({ requestedModel: 'm', explicitTargets: ['c/m', 'b/m'] });
    const candidates = [aCandidate('a/m'), aCandidate('b/m'), aCandidate('c/m', { providerPriority: 9 })];
    expect(order(candidates, {}, requirement)).toBe('c/m b/m a/m');
  });

  it('follows the chain of the category by target, id or alias in any case, then the rest', () => {
    const candidates = [
      aCandidate('a/1'),
      aCandidate('a/2'),
      aCandidate('b/3', { model: { aliases: ['Turbo'] } }),
    ];
    expect(order(candidates, balanced({ chain: ['TURBO', 'nobody', 'A/2'] }))).toBe('b/3 a/2 a/1');
  });

  it('prefers free models where the operator does, the catalogue’s and the listed ones', () => {
    const candidates = [aCandidate('a/1'), aCandidate('b/2', { model: { free: true } }), aCandidate('c/3')];
    expect(order(candidates)).toBe('a/1 b/2 c/3');
    expect(order(candidates, { freeTierPreference: true, freeModels: ['C/3'] })).toBe('b/2 c/3 a/1');
  });

  it('prefers the lower cost where the operator routes by cost, an unknown one last', () => {
    const { price: _price, ...unpriced } = aCandidate('a/0').model;
    const candidates = [{ ...aCandidate('a/0'), model: unpriced }, priced('a/1', 9), priced('a/2', 3)];
    expect(order(candidates)).toBe('a/0 a/1 a/2');
    expect(order(candidates, { costAware: true })).toBe('a/2 a/1 a/0');
    expect(order(candidates, { costAware: true, modelCosts: { 'A/0': { input: 0.1, output: 0.1 } } })).toBe(
      'a/0 a/2 a/1',
    );
  });

  it('lets free-first go before cost, always', () => {
    const candidates = [priced('a/1', 0.1), priced('a/2', 9, { model: { aliases: ['gift'] } })];
    expect(order(candidates, { freeTierPreference: true, costAware: true, freeModels: ['gift'] })).toBe(
      'a/2 a/1',
    );
  });

  it('lets the weights of a category really change the order', () => {
    const candidates = [
      priced('a/clever', 9, { model: { rating: { capability: 90, speed: 20 } } }),
      priced('a/cheap', 1, { model: { rating: { capability: 40, speed: 50 } } }),
      priced('a/quick', 5, { model: { rating: { capability: 30, speed: 95 } } }),
    ];
    const first = (changed: Partial<typeof weights>): string | undefined =>
      order(candidates, balanced({ weights: { ...weights, ...changed } })).split(' ')[0];
    expect(first({ capability: 1 })).toBe('a/clever');
    expect(first({ price: 1 })).toBe('a/cheap');
    expect(first({ speed: 1 })).toBe('a/quick');
    expect(first({ capability: 1, price: 5 })).toBe('a/cheap');
  });

  it('believes a measured speed before the catalogue’s', () => {
    const candidates = [
      aCandidate('a/said', { model: { rating: { capability: 0, speed: 60 } } }),
      aCandidate('a/measured', {
        latency: { p50Ms: 9_000, timeToFirstTokenP50Ms: 200 },
        model: { rating: { capability: 0, speed: 1 } },
      }),
      aCandidate('a/slow', { latency: { p50Ms: 90_000 }, model: { rating: { capability: 0, speed: 99 } } }),
    ];
    expect(order(candidates, balanced({ weights: { ...weights, speed: 1 } }))).toBe(
      'a/measured a/said a/slow',
    );
  });

  it('puts models that cannot stop reasoning last for a caller who wants none', () => {
    const always = { capabilities: { ...allCapabilities, reasoning: 'always' as const } };
    const candidates = [aCandidate('a/1', { model: always }), aCandidate('a/2')];
    expect(order(candidates)).toBe('a/1 a/2');
    expect(order(candidates, {}, aRequirement({ needs: { noReasoning: true } }))).toBe('a/2 a/1');
  });

  it('says what every ordering had to say about a place', () => {
    const policy = aPolicy({
      ...balanced({ chain: ['a/1'], weights: { ...weights, price: 1 } }),
      costAware: true,
    });
    const { ranked } = rank(aRequirement(), aSnapshot([aCandidate('a/1')], policy), 1);
    expect(ranked[0]?.reasons).toEqual([
      { code: 'chain_position', message: 'number 1 in the chain of "balanced"' },
      { code: 'lower_cost', message: 'expected to cost $0.003' },
      { code: 'category_score', message: 'scores 1.000 for "balanced"' },
      { code: 'priority', message: 'provider priority 1, model priority 1' },
    ]);
  });

  it('takes an ordering of one’s own before the others, and a comparison without sense as no opinion', () => {
    const longestName: CandidateOrdering = {
      name: 'longest-name',
      compare: (left, right) => right.candidate.model.id.length - left.candidate.model.id.length,
    };
    const senseless: CandidateOrdering = { name: 'senseless', compare: () => Number.NaN };
    const { ranked } = rankWith({
      requirement: aRequirement(),
      snapshot: aSnapshot([aCandidate('a/1'), aCandidate('a/long'), aCandidate('a/2')]),
      seed: 1,
      rules: { orderings: [senseless, longestName, ...defaultOrderings] },
    });
    expect(ranked.map(({ target }) => target)).toEqual(['a/long', 'a/1', 'a/2']);
  });
});
