import { AllCandidatesFailedError, defaultRetrySettings, type Decision } from '@reg/core';
import { createManualClock } from '@reg/testkit';
import { describe, expect, it } from 'vitest';
import { rank } from '../rank/rank.js';
import { aCandidate, aPolicy, aSnapshot } from '../testing-fixtures/candidates.js';
import { runToEnd } from '../testing-fixtures/run-to-end.js';
import { createScriptedDirectory } from '../testing-fixtures/scripted-directory.js';
import { createExecutor } from './create-executor.js';

/** A selector that forgets what it was asked for: its decisions promise nothing. */
const careless = (requirement: Decision['requirement'], ...rest: [Parameters<typeof rank>[1], number]) => ({
  ...rank({ ...requirement, freeOnly: false, maxCostUsd: 1_000 }, ...rest),
  requirement,
});

describe('walkRanked', () => {
  it.each([
    ['free models only', { freeOnly: true }],
    ['a cost cap', { maxCostUsd: 0 }],
  ])('keeps the promise of %s although the selector broke it', async (_what, options) => {
    const clock = createManualClock();
    const directory = createScriptedDirectory({
      snapshot: aSnapshot([
        aCandidate('a/paid'),
        aCandidate('b/gift', { model: { free: true }, providerPriority: 1 }),
      ]),
      clock,
      turn: () => ({}),
    });
    const executor = createExecutor({
      directory,
      selector: { rank: careless },
      settings: { retry: defaultRetrySettings, maxAttempts: 3, allowFallback: false, defaultModel: 'auto' },
      clock,
    });
    const request = { model: 'auto', messages: [{ role: 'user' as const, content: 'hi' }] };
    const { report } = await runToEnd(clock, executor.chat(request, options));
    expect(report.model).toBe('gift');
    expect(directory.calls.map(({ target }) => target)).toEqual(['b/gift']);
    const asked = executor.chat({ ...request, model: 'a/paid' }, options);
    await expect(runToEnd(clock, asked)).rejects.toBeInstanceOf(AllCandidatesFailedError);
    expect(directory.calls).toHaveLength(1);
  });

  it("goes by the operator's list of free models as it is now, not as it was when it was decided", async () => {
    const clock = createManualClock();
    let freeModels = ['a/1'];
    const candidates = [aCandidate('a/1')];
    const snapshot = () => aSnapshot(candidates, aPolicy({ freeModels }));
    const scripted = createScriptedDirectory({ snapshot: snapshot(), clock, turn: () => ({}) });
    const executor = createExecutor({
      directory: { ...scripted, snapshot },
      selector: {
        rank(...inputs) {
          const decision = rank(...inputs);
          freeModels = [];
          return decision;
        },
      },
      settings: { retry: defaultRetrySettings, maxAttempts: 3, allowFallback: false, defaultModel: 'auto' },
      clock,
    });
    const request = { model: 'auto', messages: [{ role: 'user' as const, content: 'hi' }] };
    const asked = executor.chat(request, { freeOnly: true });
    await expect(runToEnd(clock, asked)).rejects.toBeInstanceOf(AllCandidatesFailedError);
    expect(scripted.calls).toEqual([]);
  });
});
