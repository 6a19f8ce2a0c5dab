import {
  AllCandidatesFailedError,
  createApiError,
  DeadlineExceededError,
  InvalidRequestError,
  NoEligibleModelError,
  type AttemptRecord,
  type Candidate,
  type FallbackTarget,
} from '@reg/core';
import { createManualClock } from '@reg/testkit';
import { describe, expect, it } from 'vitest';
import type { CandidateOrdering } from '../orderings/candidate-ordering.js';
import { defaultOrderings } from '../orderings/default-orderings.js';
import { aCandidate, allCapabilities, aPolicy, aSnapshot } from '../testing-fixtures/candidates.js';
import { runToEnd } from '../testing-fixtures/run-to-end.js';
import { createScriptedDirectory } from '../testing-fixtures/scripted-directory.js';
import { createModelSelector } from './create-model-selector.js';

const blocked = (code: 'model_not_allowed' | 'missing_key') => ({ blocked: [{ code, message: code }] });
const textOnly = { capabilities: { ...allCapabilities, vision: false } };

const candidates = [
  aCandidate('a/1', { model: { aliases: ['one', 'uno'], ...textOnly } }),
  aCandidate('a/2', { modelPriority: 1 }),
  aCandidate('a/3', { modelPriority: 2, ...blocked('model_not_allowed') }),
  aCandidate('a/4', { modelPriority: 3, ...blocked('missing_key') }),
  aCandidate('a/5', { modelPriority: 4, model: { status: 'retired' } }),
  aCandidate('b/1', { providerPriority: 1 }),
];
const policy = aPolicy({
  categories: {
    balanced: { weights: { capability: 0, price: 0, speed: 0 }, chain: [] },
    fast_response: { weights: { capability: 0, price: 0, speed: 0 }, chain: ['b/1'] },
  },
});

function setUp(given: readonly Candidate[] = candidates) {
  const clock = createManualClock();
  const directory = createScriptedDirectory({ snapshot: aSnapshot(given, policy), clock, turn: () => ({}) });
  return { clock, directory, selector: createModelSelector({ clock, random: () => 0 }) };
}

describe('createModelSelector', () => {
  it('gives the chain of a category: each model once, whatever its aliases', () => {
    const { directory, selector } = setUp();
    expect(selector.fallbackChain(directory)).toEqual(['a/1', 'a/2', 'b/1']);
    expect(selector.fallbackChain(directory, 'fast_response')).toEqual(['b/1', 'a/1', 'a/2']);
    expect(selector.fallbackChain(directory, 'balanced', { vision: true })).toEqual(['a/2', 'b/1']);
    expect(selector.fallbackChain(directory, 'balanced', { estimatedTokens: 1e9 })).toEqual([]);
  });

  it('prefers the first of the chain, or nobody', () => {
    const { directory, selector } = setUp();
    expect(selector.getPreferredFallbackModel(directory)).toBe('a/1');
    expect(selector.getPreferredFallbackModel(directory, 'fast_response')).toBe('b/1');
    expect(selector.getPreferredFallbackModel(setUp([]).directory)).toBeUndefined();
    expect(() => selector.getPreferredFallbackModel(directory, 'cheap')).toThrow(InvalidRequestError);
  });

  it('finds the best of a category among allowed names: ids, aliases or targets, in any case', () => {
    const { directory, selector } = setUp();
    const best = (allowed?: readonly string[]) =>
      selector.getBestProviderForCategory(directory, 'balanced', allowed);
    expect(best()).toEqual({ provider: 'a', model: '1' });
    expect(best(['UNO'])).toEqual({ provider: 'a', model: '1' });
    expect(best(['B/1', '2'])).toEqual({ provider: 'a', model: '2' });
    expect(best(['3', 'nobody'])).toBeUndefined();
    expect(best([])).toBeUndefined();
  });

  it('lists what configuration admits of a provider, keyed or not, without aliases', () => {
    const { directory, selector } = setUp();
    expect(selector.getAllowedModelsForProvider(directory, 'a')).toEqual(['1', '2', '4']);
    expect(selector.getAllowedModelsForProvider(directory, 'nobody')).toEqual([]);
  });

  it('ranks with an ordering of one’s own', () => {
    const { directory } = setUp();
    const lastFirst: CandidateOrdering = {
      name: 'last-first',
      compare: (left, right) => (left.candidate.target < right.candidate.target ? 1 : -1),
    };
    const selector = createModelSelector({ orderings: [lastFirst, ...defaultOrderings] });
    expect(selector.fallbackChain(directory)).toEqual(['b/1', 'a/2', 'a/1']);
  });
});

describe('callWithFallback', () => {
  const failing = (kind: 'overloaded' | 'authentication' | 'invalid_request') => (target: FallbackTarget) =>
    Promise.reject(
      createApiError({ kind, provider: target.provider.id, model: target.model, message: 'no' }),
    );

  it('walks the chain until one answers, and tells each attempt', async () => {
    const { clock, directory, selector } = setUp();
    const told: AttemptRecord[] = [];
    const call = (target: FallbackTarget): Promise<{ readonly tokens: number }> =>
      target.target === 'a/1' ? failing('overloaded')(target) : Promise.resolve({ tokens: 7 });
    const options = {
      onAttempt: (record: AttemptRecord) => told.push(record),
      usageOf: (result: { readonly tokens: number }) => ({
        inputTokens: result.tokens,
        outputTokens: 0,
        cachedInputTokens: 0,
        reasoningTokens: 0,
      }),
    };
    const asked = selector.callWithFallback(directory, 'balanced', call, options);
    const { value, target, attempts } = await runToEnd(clock, asked);
    expect({ value, target }).toEqual({ value: { tokens: 7 }, target: 'a/2' });
    expect(attempts.map(({ target: tried, outcome }) => [tried, outcome])).toEqual([
      ['a/1', 'overloaded'],
      ['a/1', 'overloaded'],
      ['a/2', 'success'],
    ]);
    expect(attempts.at(-1)?.costUsd).toBeCloseTo(7e-6, 12);
    expect(told).toEqual(attempts);
  });

  it('tells all attempts when nobody answers, and nobody beyond the last allowed one', async () => {
    const { clock, directory, selector } = setUp();
    const asked = selector.callWithFallback(directory, 'balanced', failing('authentication'), {
      maxAttempts: 2,
    });
    const error = await runToEnd(
      clock,
      asked.catch((caught: unknown) => caught),
    );
    expect(error).toBeInstanceOf(AllCandidatesFailedError);
    expect((error as AllCandidatesFailedError).attempts).toHaveLength(2);
  });

  it('stops at a wrong request and at a bug in the function', async () => {
    const { clock, directory, selector } = setUp();
    const wrong = selector.callWithFallback(directory, 'balanced', failing('invalid_request'));
    await expect(runToEnd(clock, wrong)).rejects.toMatchObject({ kind: 'invalid_request' });
    const bug = selector.callWithFallback(directory, 'balanced', () =>
      Promise.reject(new TypeError('a bug')),
    );
    await expect(runToEnd(clock, bug)).rejects.toThrow('a bug');
    expect(directory.records.map(({ outcome }) => outcome)).toEqual(['invalid_request', 'unknown']);
  });

  it('ends at the deadline although the function does not listen', async () => {
    const { clock, directory, selector } = setUp();
    const never = () => new Promise<never>(() => undefined);
    const asked = selector.callWithFallback(directory, 'balanced', never, { deadlineMs: 1_000 });
    await expect(runToEnd(clock, asked)).rejects.toBeInstanceOf(DeadlineExceededError);
  });

  it('calls nobody who is not free, over the cap, or unable', async () => {
    const { clock, directory, selector } = setUp();
    const call = () => Promise.resolve('called');
    const asked = (options: object) =>
      runToEnd(clock, selector.callWithFallback(directory, 'balanced', call, options));
    await expect(asked({ freeOnly: true })).rejects.toBeInstanceOf(NoEligibleModelError);
    await expect(asked({ maxCostUsd: 0 })).rejects.toBeInstanceOf(NoEligibleModelError);
    expect((await asked({ hints: { vision: true } })).target).toBe('a/2');
    await expect(asked({ maxAttempts: 0, maxCostUsd: -1 })).rejects.toThrow(/maxCostUsd[^]*maxAttempts/);
  });

  it('tells the function what the cap can pay for', async () => {
    const { clock, directory, selector } = setUp();
    const call = (target: FallbackTarget) => Promise.resolve(target.outputTokenLimit);
    const options = { maxCostUsd: 0.004, hints: { estimatedTokens: 1_000 } };
    const asked = selector.callWithFallback(directory, 'balanced', call, options);
    expect((await runToEnd(clock, asked)).value).toBe(1_500);
  });

  it('answers although it is told about attempts by a function that throws', async () => {
    const { clock, directory, selector } = setUp();
    const onAttempt = () => {
      throw new Error('the listener is broken');
    };
    const asked = selector.callWithFallback(directory, 'balanced', () => Promise.resolve(1), { onAttempt });
    expect((await runToEnd(clock, asked)).value).toBe(1);
  });
});
