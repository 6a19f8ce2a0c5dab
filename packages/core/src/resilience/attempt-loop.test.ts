import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTestClock } from '../../test/manual-clock.js';
import { createScriptedAttempts, type ScriptedOutcome } from '../../test/scripted-attempts.js';
import {
  AllCandidatesFailedError,
  BadRequestError,
  DeadlineExceededError,
  APIUserAbortError,
} from '../index.js';
import type { AttemptRequest, FailureKind } from '../index.js';
import { attemptsOf, runAttempts, type AttemptPlan } from './attempt-loop.js';
import { failureRules } from './classify-failure.js';

function loopOver(
  script: (request: AttemptRequest) => ScriptedOutcome,
  overrides: Partial<AttemptPlan<string>> = {},
) {
  const clock = createTestClock();
  const attempts = createScriptedAttempts(script, clock);
  const plan: AttemptPlan<string> = {
    targets: [{ target: 'a/1' }, { target: 'b/2' }, { target: 'c/3' }],
    begin: attempts.begin,
    run: attempts.run,
    retry: { attempts: 2, backoffBaseMs: 500, backoffMaxMs: 4000 },
    maxAttempts: 6,
    clock,
    random: () => 0.5,
    ...overrides,
  };
  return { clock, attempts, plan };
}

async function runUnder(clock: ReturnType<typeof createTestClock>, plan: AttemptPlan<string>) {
  const running = runAttempts(plan).then(
    (outcome) => ({ outcome, error: undefined }),
    (error: unknown) => ({ outcome: undefined, error }),
  );
  await clock.advance(600_000);
  return running;
}

describe('runAttempts', () => {
  it('answers with the first target when it works', async () => {
    const { clock, attempts, plan } = loopOver(() => 'success');
    const { outcome } = await runUnder(clock, plan);
    expect(outcome?.value).toBe('answer of a/1');
    expect(attempts.targets()).toEqual(['a/1']);
  });

  it('retries the same target after a full-jitter wait, then fails over', async () => {
    const { clock, attempts, plan } = loopOver(({ target }) =>
      target === 'a/1' ? 'server_error' : 'success',
    );
    const waits: number[] = [];
    const { outcome } = await runUnder(clock, { ...plan, onWait: (waitedMs) => waits.push(waitedMs) });
    expect(attempts.targets()).toEqual(['a/1', 'a/1', 'b/2']);
    expect(waits).toEqual([250]);
    expect(outcome?.attempts.map((attempt) => attempt.outcome)).toEqual(['server_error', 'server_error']);
  });

  it('stops at once when the request itself is wrong, and tells what was tried', async () => {
    const { clock, attempts, plan } = loopOver(() => 'invalid_request');
    const { error } = await runUnder(clock, plan);
    expect(BadRequestError.isInstance(error)).toBe(true);
    expect(attemptsOf(error)).toHaveLength(1);
    expect(attempts.targets()).toEqual(['a/1']);
  });

  it('tries the other key of a provider before the next target, and never the dead key again', async () => {
    const { clock, attempts, plan } = loopOver(({ excludedCredentials, target }) =>
      target === 'a/1' && excludedCredentials?.has('key#1') !== true ? 'authentication' : 'success',
    );
    const { outcome } = await runUnder(clock, plan);
    expect(attempts.targets()).toEqual(['a/1', 'a/1']);
    expect(outcome?.handle.credential).toBe('key#2');
  });

  it('says that the credentials are exhausted when nothing else was wrong', async () => {
    const { clock, plan } = loopOver(() => 'quota_exhausted');
    const { error } = await runUnder(clock, plan);
    expect(AllCandidatesFailedError.isInstance(error)).toBe(true);
    expect((error as AllCandidatesFailedError).code).toBe('upstream_credentials_exhausted');
  });

  it('goes only to larger windows after a context overflow', async () => {
    const targets = [
      { target: 'a/1', contextWindow: 100 },
      { target: 'b/2', contextWindow: 50 },
      { target: 'c/3' },
      { target: 'd/4', contextWindow: 200 },
    ];
    const { clock, attempts, plan } = loopOver(
      ({ target }) => (target === 'd/4' ? 'success' : 'context_window_exceeded'),
      { targets },
    );
    await runUnder(clock, plan);
    expect(attempts.targets()).toEqual(['a/1', 'd/4']);
  });

  it('lets a content filter stop the call unless the caller allows another vendor', async () => {
    const script = ({ target }: AttemptRequest): ScriptedOutcome =>
      target === 'a/1' ? 'content_filter' : 'success';
    const strict = loopOver(script);
    expect((await runUnder(strict.clock, strict.plan)).error).toMatchObject({ code: 'content_filter' });
    const open = loopOver(script, { allowContentFilterFailover: true });
    expect((await runUnder(open.clock, open.plan)).outcome?.value).toBe('answer of b/2');
  });

  it('ends with the deadline while waiting for a retry, and keeps the attempts', async () => {
    const { clock, plan } = loopOver(() => 'server_error', {
      deadlineMs: 260,
      targets: [{ target: 'a/1' }],
      retry: { attempts: 9, backoffBaseMs: 500, backoffMaxMs: 500 },
      random: () => 0.5,
    });
    const { error } = await runUnder(clock, {
      ...plan,
      run: (handle) => plan.run(handle, { target: 'a/1' }),
    });
    expect(AllCandidatesFailedError.isInstance(error) || DeadlineExceededError.isInstance(error)).toBe(true);
    expect(attemptsOf(error).length).toBeGreaterThanOrEqual(1);
  });

  it('ends with DeadlineExceededError when an attempt hangs', async () => {
    const { clock, plan } = loopOver(() => 'success', { deadlineMs: 1000 });
    const hanging: AttemptPlan<string> = {
      ...plan,
      begin: async (request) => ({
        ...(await plan.begin(request)),
        call: {
          timeouts: { connectMs: 1, headersMs: 1, firstTokenMs: 1, idleMs: 1, totalMs: 1 },
          ...(request.signal === undefined ? {} : { signal: request.signal }),
        },
      }),
      run: (handle) =>
        new Promise((_resolve, reject) => {
          handle.call.signal?.addEventListener('abort', () => {
            reject(handle.call.signal?.reason as Error);
          });
        }),
    };
    const { error } = await runUnder(clock, hanging);
    expect(DeadlineExceededError.isInstance(error)).toBe(true);
    expect((error as DeadlineExceededError).attempts.map((attempt) => attempt.outcome)).toEqual([
      'deadline_exceeded',
    ]);
  });

  it('ends with APIUserAbortError when the caller aborts, also between attempts', async () => {
    const controller = new AbortController();
    const { clock, attempts, plan } = loopOver(() => 'server_error', {
      signal: controller.signal,
      retry: { attempts: 3, backoffBaseMs: 4000, backoffMaxMs: 4000 },
    });
    const running = runAttempts(plan).catch((error: unknown) => error);
    await clock.advance(10);
    controller.abort();
    await clock.advance(10);
    expect(APIUserAbortError.isInstance(await running)).toBe(true);
    expect(attempts.begun).toHaveLength(1);
  });

  it('leaves a vendor alone that asks for a long rest', async () => {
    const { clock, attempts, plan } = loopOver(() => 'success');
    const { createApiError } = await import('../index.js');
    const resting: AttemptPlan<string> = {
      ...plan,
      run: (handle) =>
        handle.target === 'a/1'
          ? Promise.reject(
              createApiError({
                kind: 'rate_limited',
                provider: 'a',
                message: 'slow down',
                retryAfterMs: 60_000,
              }),
            )
          : plan.run(handle, { target: handle.target }),
    };
    const { outcome } = await runUnder(clock, resting);
    expect(attempts.targets()).toEqual(['a/1', 'b/2']);
    expect(outcome?.value).toBe('answer of b/2');
  });

  const kinds = Object.keys(failureRules) as FailureKind[];
  it('comes back to whom a circuit kept away only when nobody else answered, in the same order', async () => {
    const { clock, plan } = loopOver(() => 'success');
    const attempts = createScriptedAttempts(
      ({ target }) => (target === 'c/3' ? 'overloaded' : 'success'),
      clock,
      { keepsAway: ({ target, lastResort }) => target !== 'c/3' && lastResort !== true },
    );
    const { outcome } = await runUnder(clock, { ...plan, begin: attempts.begin, run: attempts.run });
    expect(attempts.targets()).toEqual(['c/3', 'c/3', 'a/1']);
    expect(outcome?.value).toBe('answer of a/1');
  });

  it('tells why nobody was called when every circuit keeps everybody away', async () => {
    const { clock, plan } = loopOver(() => 'success');
    const attempts = createScriptedAttempts(() => 'success', clock, { keepsAway: () => true });
    const { error } = await runUnder(clock, { ...plan, begin: attempts.begin });
    expect(AllCandidatesFailedError.isInstance(error) && error.refusals.map(({ target }) => target)).toEqual([
      'a/1',
      'b/2',
      'c/3',
    ]);
  });

  it('calls a retry what goes to a provider that failed in this call, and nothing else', async () => {
    const { clock, attempts, plan } = loopOver(
      ({ target, excludedCredentials }) => {
        if (target === 'a/1' && excludedCredentials?.size === 0) return 'authentication';
        return target === 'b/9' ? 'success' : 'overloaded';
      },
      { targets: [{ target: 'a/1' }, { target: 'b/2' }, { target: 'b/9' }] },
    );
    await runUnder(clock, plan);
    expect(attempts.begun.map(({ target, retry }) => [target, retry])).toEqual([
      ['a/1', false],
      ['a/1', false],
      ['b/2', false],
      ['b/2', true],
      ['b/9', true],
    ]);
  });

  it('repeats after a proxy gave up only what is streamed: a whole answer would take as long again', async () => {
    for (const [streamed, tries] of [
      [true, 2],
      [false, 1],
    ] as const) {
      const { clock, attempts, plan } = loopOver(() => 'gateway_timeout', {
        streamed,
        targets: [{ target: 'a/1' }],
      });
      await runUnder(clock, plan);
      expect(attempts.targets()).toHaveLength(tries);
    }
  });

  it('law: whatever fails, attempts stay within maxAttempts, targets keep their order, and a refused target is never begun', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom<ScriptedOutcome>('success', ...kinds), { minLength: 1, maxLength: 30 }),
        fc.integer({ min: 1, max: 8 }),
        fc.integer({ min: 1, max: 4 }),
        fc.subarray(['a/1', 'b/2', 'c/3', 'd/4']),
        async (outcomes, maxAttempts, attemptsPerTarget, refused) => {
          let step = 0;
          const names = ['a/1', 'b/2', 'c/3', 'd/4'];
          const { clock, attempts, plan } = loopOver(() => outcomes[step++ % outcomes.length] ?? 'success', {
            targets: names.map((target) => ({ target })),
            maxAttempts,
            retry: { attempts: attemptsPerTarget, backoffBaseMs: 10, backoffMaxMs: 100 },
            accept: ({ target }) => !refused.includes(target),
          });
          const { outcome, error } = await runUnder(clock, plan);
          expect(attempts.begun.length).toBeLessThanOrEqual(maxAttempts);
          const order = attempts.targets().map((target) => names.indexOf(target));
          expect(order).toEqual(order.toSorted((left, right) => left - right));
          expect(attempts.targets().filter((target) => refused.includes(target))).toEqual([]);
          expect((outcome?.attempts ?? attemptsOf(error)).length).toBe(
            attempts.begun.length - (outcome === undefined ? 0 : 1),
          );
          const numbers = attempts.begun.map((request) => request.number);
          expect(numbers).toEqual(numbers.map((_number, index) => index + 1));
        },
      ),
      { numRuns: 300 },
    );
  });
});
