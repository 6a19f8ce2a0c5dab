import {
  AllCandidatesFailedError,
  APIUserAbortError,
  BadRequestError,
  ContentFilterError,
  DeadlineExceededError,
  InvalidRequestError,
  NoEligibleModelError,
  type ChatRequest,
} from '@reg/core';
import { createManualClock } from '@reg/testkit';
import { describe, expect, it } from 'vitest';
import { aCandidate, aPolicy } from '../testing-fixtures/candidates.js';
import { runToEnd } from '../testing-fixtures/run-to-end.js';
import { wireUsage, type Turn } from '../testing-fixtures/scripted-directory.js';
import { createScriptedRegistry } from '../testing-fixtures/scripted-registry.js';
import { reportOf } from './report-of.js';

const request: ChatRequest = { model: 'auto', messages: [{ role: 'user', content: 'Good morning.' }] };
const two = [aCandidate('a/1'), aCandidate('b/2', { providerPriority: 1 })];

function registry(
  turns: Readonly<Record<string, readonly Turn[]>> = {},
  options: Partial<Parameters<typeof createScriptedRegistry>[0]> = {},
) {
  const clock = createManualClock();
  return { clock, ...createScriptedRegistry({ candidates: two, clock, turns, ...options }) };
}

const caught = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => {
      throw new Error('it was expected to fail');
    },
    (error: unknown) => error,
  );

describe('chat', () => {
  it('answers with the first of the ranking and says who it was, what it used and what it cost', async () => {
    const { executor, clock, ended } = registry({ 'a/1': [{ usage: wireUsage(1_000_000, 500_000) }] });
    const { completion, report } = await runToEnd(clock, executor.chat(request));
    expect(completion.choices[0]?.message.content).toBe('hello');
    expect(report).toMatchObject({ provider: 'a', model: '1', fallback: false, costUsd: 2, warnings: [] });
    expect(report.usage).toMatchObject({ inputTokens: 1_000_000, outputTokens: 500_000 });
    expect(report.attempts.map(({ outcome }) => outcome)).toEqual(['success']);
    expect(ended).toEqual([{ report }]);
  });

  it('sends the id of the chosen model and nothing about streaming, and leaves the request as it is', async () => {
    const { executor, clock, directory } = registry();
    const streamed: ChatRequest = {
      ...request,
      stream: true,
      stream_options: { include_usage: true },
      top_k: 3,
    };
    await runToEnd(clock, executor.chat(streamed));
    expect(directory.calls[0]?.request).toEqual({ model: '1', messages: request.messages, top_k: 3 });
    expect(streamed.model).toBe('auto');
  });

  it('retries on the same target, then fails over, and reports every attempt', async () => {
    const { executor, clock, directory } = registry({ 'a/1': [{ fails: 'server_error' }] });
    const { report } = await runToEnd(clock, executor.chat(request));
    expect(directory.calls.map(({ target }) => target)).toEqual(['a/1', 'a/1', 'b/2']);
    expect(report.attempts.map(({ number, outcome }) => [number, outcome])).toEqual([
      [1, 'server_error'],
      [2, 'server_error'],
      [3, 'success'],
    ]);
    expect(report).toMatchObject({ provider: 'b', model: '2', fallback: true });
  });

  it('never replaces a model that was asked for by name', async () => {
    const { executor, clock, directory } = registry({ 'b/2': [{ fails: 'overloaded' }] });
    const error = await runToEnd(clock, caught(executor.chat({ ...request, model: 'b/2' })));
    expect(error).toBeInstanceOf(AllCandidatesFailedError);
    expect(new Set(directory.calls.map(({ target }) => target))).toEqual(new Set(['b/2']));
  });

  it('replaces it when the caller allowed fallback, and says so', async () => {
    const { executor, clock } = registry({ 'b/2': [{ fails: 'headers_timeout' }] });
    const asked = executor.chat({ ...request, model: 'b/2' }, { allowFallback: true });
    const { report } = await runToEnd(clock, asked);
    expect(report).toMatchObject({ requestedModel: 'b/2', provider: 'a', model: '1', fallback: true });
  });

  it('lets another model answer for the default model, which nobody asked for', async () => {
    const { executor, clock } = registry(
      { 'b/2': [{ fails: 'headers_timeout' }] },
      { settings: { defaultModel: 'b/2' } },
    );
    const { report } = await runToEnd(clock, executor.chat({ ...request, model: '' }));
    expect(report).toMatchObject({ requestedModel: 'b/2', model: '1', fallback: true });
  });

  it('stops at a request that no vendor will take, with the report beside the error', async () => {
    const { executor, clock, directory, ended } = registry({ 'a/1': [{ fails: 'invalid_request' }] });
    const error = await runToEnd(clock, caught(executor.chat(request)));
    expect(error).toBeInstanceOf(BadRequestError);
    expect(directory.calls).toHaveLength(1);
    expect(reportOf(error)?.attempts.map(({ outcome }) => outcome)).toEqual(['invalid_request']);
    expect(ended).toEqual([{ report: reportOf(error), error }]);
  });

  it('stops at a content filter unless the operator lets another vendor judge', async () => {
    const turns = { 'a/1': [{ fails: 'content_filter' as const }] };
    const strict = registry(turns);
    expect(await runToEnd(strict.clock, caught(strict.executor.chat(request)))).toBeInstanceOf(
      ContentFilterError,
    );
    const open = registry(turns, { settings: { allowContentFilterFailover: true } });
    expect((await runToEnd(open.clock, open.executor.chat(request))).report.model).toBe('2');
  });

  it('tells every attempt when all failed, in the error and in the report', async () => {
    const { executor, clock, ended } = registry(
      {
        'a/1': [{ fails: 'authentication' }],
        'b/2': [{ fails: 'quota_exhausted' }],
      },
      { settings: { maxAttempts: 2 } },
    );
    const error = await runToEnd(clock, caught(executor.chat(request)));
    expect(error).toBeInstanceOf(AllCandidatesFailedError);
    expect((error as AllCandidatesFailedError).report).toEqual(ended[0]?.report);
    expect((error as AllCandidatesFailedError).attempts.map(({ outcome }) => outcome)).toEqual([
      'authentication',
      'quota_exhausted',
    ]);
  });

  it('says why nobody is eligible, having called nobody', async () => {
    const { executor, clock, directory, ended } = registry();
    const error = await runToEnd(clock, caught(executor.chat(request, { freeOnly: true })));
    expect(error).toBeInstanceOf(NoEligibleModelError);
    expect((error as Error).message).toContain('a/1: costs money');
    expect(directory.calls).toEqual([]);
    expect(ended[0]?.report).toMatchObject({ attempts: [], fallback: false });
  });

  it('refuses wrong options before anything is decided', async () => {
    const { executor, clock, decisions } = registry();
    const error = await runToEnd(clock, caught(executor.chat(request, { maxCostUsd: Number.NaN })));
    expect(error).toBeInstanceOf(InvalidRequestError);
    expect(decisions).toEqual([]);
  });

  it('ends at the deadline even when the provider does not listen', async () => {
    const { executor, clock } = registry({ 'a/1': [{ afterMs: 60_000, deaf: true }] });
    const startedAtMs = clock.nowMs();
    const error = await runToEnd(clock, caught(executor.chat(request, { deadlineMs: 3_000 })));
    expect(error).toBeInstanceOf(DeadlineExceededError);
    expect((error as DeadlineExceededError).attempts.map(({ outcome }) => outcome)).toEqual([
      'deadline_exceeded',
    ]);
    expect(clock.nowMs() - startedAtMs).toBeLessThan(3_500);
  });

  it('ends when the caller goes away, and blames nobody', async () => {
    const { executor, clock, directory } = registry({ 'a/1': [{ afterMs: 60_000 }] });
    const controller = new AbortController();
    const asked = caught(executor.chat(request, { signal: controller.signal }));
    await clock.advance(1_000);
    controller.abort();
    expect(await runToEnd(clock, asked)).toBeInstanceOf(APIUserAbortError);
    expect(directory.records.map(({ outcome }) => outcome)).toEqual(['aborted']);
  });

  it('counts the usage itself where the vendor tells none', async () => {
    const { executor, clock } = registry({ 'a/1': [{ text: 'word '.repeat(100) }] });
    const asked = executor.chat(request, { hints: { estimatedTokens: 77 } });
    const { report, completion } = await runToEnd(clock, asked);
    expect(report.usage.inputTokens).toBe(77);
    expect(completion.usage).toMatchObject({ prompt_tokens: 77, estimated: true });
    expect(report.usage.outputTokens).toBeGreaterThan(90);
    expect(report.costUsd).toBeGreaterThan(0);
  });

  it('collects the warnings of all attempts, each once', async () => {
    const { executor, clock } = registry({
      'a/1': [{ fails: 'server_error', warns: 'temperature' }],
      'b/2': [{ warns: 'top_p' }],
    });
    const { report } = await runToEnd(clock, executor.chat(request));
    expect(report.warnings.map(({ provider, parameter }) => [provider, parameter])).toEqual([
      ['a', 'temperature'],
      ['b', 'top_p'],
    ]);
  });

  it("counts as overhead neither the vendors' time nor waiting", async () => {
    const { executor, clock } = registry({
      'a/1': [{ afterMs: 700, fails: 'server_error' }],
      'b/2': [{ afterMs: 900 }],
    });
    const { report } = await runToEnd(clock, executor.chat(request));
    expect(report.attempts.map(({ latencyMs }) => latencyMs)).toEqual([700, 700, 900]);
    expect(report.overheadMs).toBe(0);
  });

  it('answers although its observer throws', async () => {
    const broken = () => {
      throw new Error('the observer is broken');
    };
    const { executor, clock } = registry({}, { observer: { decided: broken, callEnded: broken } });
    expect((await runToEnd(clock, executor.chat(request))).report.model).toBe('1');
  });

  it('passes over a target that refuses before anything is sent', async () => {
    const { executor, clock, directory } = registry(
      {},
      { refuses: ({ target }) => (target === 'a/1' ? 'circuit_open' : undefined) },
    );
    const { report } = await runToEnd(clock, executor.chat(request));
    expect(report.attempts.map(({ target }) => target)).toEqual(['b/2']);
    expect(directory.calls).toHaveLength(1);
  });

  it('probes the longest open circuit when all are open', async () => {
    const open = (openedAtMs: number) => ({
      state: 'open' as const,
      probeInFlight: false,
      gates: true,
      openedAtMs,
      eligibleAtMs: Number.MAX_SAFE_INTEGER,
    });
    const { executor, clock, directory } = registry(
      {},
      {
        candidates: [aCandidate('a/1', { circuit: open(200) }), aCandidate('b/2', { circuit: open(100) })],
      },
    );
    expect((await runToEnd(clock, executor.chat(request))).report.model).toBe('2');
    expect(directory.calls[0]?.attempt.probe).toBe(true);
  });
});

describe('chat under a cost cap', () => {
  it('sends what the cap pays for as the output limit, and says so', async () => {
    const { executor, clock, directory } = registry();
    const options = { maxCostUsd: 0.003, hints: { estimatedTokens: 1_000 } };
    const { report } = await runToEnd(clock, executor.chat(request, options));
    expect(directory.calls[0]?.request.max_tokens).toBe(1_000);
    expect(report.warnings[0]).toMatchObject({ provider: 'a', parameter: 'max_tokens', action: 'changed' });
  });

  it('takes what a failed attempt may have cost from the cap of the next', async () => {
    const { executor, clock, directory } = registry({ 'a/1': [{ fails: 'idle_timeout' }] });
    const options = { maxCostUsd: 0.01, hints: { estimatedTokens: 1_000 } };
    const limited = { ...request, max_tokens: 2_000 };
    await runToEnd(clock, executor.chat(limited, options));
    expect(directory.calls).toHaveLength(2);
    const tight = registry({ 'a/1': [{ fails: 'idle_timeout' }] });
    const error = await runToEnd(
      tight.clock,
      caught(tight.executor.chat(limited, { ...options, maxCostUsd: 0.009 })),
    );
    expect(error).toBeInstanceOf(AllCandidatesFailedError);
    expect(tight.directory.calls).toHaveLength(1);
  });

  it('takes nothing for a refusal, because vendors bill none', async () => {
    const { executor, clock, directory } = registry({ 'a/1': [{ fails: 'model_not_found' }] });
    const limited = { ...request, max_tokens: 2_000 };
    const options = { maxCostUsd: 0.005, hints: { estimatedTokens: 1_000 } };
    await runToEnd(clock, executor.chat(limited, options));
    expect(directory.calls.map(({ target }) => target)).toEqual(['a/1', 'b/2']);
  });

  it("keeps the operator's cap where the caller has none", async () => {
    const { executor, clock } = registry({}, { policy: aPolicy({ maxCostPerRequestUsd: 0.000_1 }) });
    const error = await runToEnd(clock, caught(executor.chat(request)));
    expect((error as Error).message).toContain('over the cap of $0.0001');
  });
});

describe('explain', () => {
  it('gives the decision that a call would be made with, and calls nobody', async () => {
    const { executor, clock, directory, decisions } = registry();
    const explained = executor.explain(request, { seed: 7 });
    expect(directory.calls).toEqual([]);
    expect(decisions).toEqual([]);
    await runToEnd(clock, executor.chat(request, { seed: 7 }));
    expect(decisions).toEqual([explained]);
  });
});
