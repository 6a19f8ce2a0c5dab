import {
  APIUserAbortError,
  BadRequestError,
  DeadlineExceededError,
  InternalServerError,
  type ChatRequest,
} from '@reg/core';
import { createManualClock } from '@reg/testkit';
import { describe, expect, it } from 'vitest';
import { aCandidate, aPolicy } from '../testing-fixtures/candidates.js';
import { runToEnd } from '../testing-fixtures/run-to-end.js';
import { wireUsage, type Turn } from '../testing-fixtures/scripted-directory.js';
import { createScriptedRegistry } from '../testing-fixtures/scripted-registry.js';
import type { CallOptions } from './routed-answer.js';

const request: ChatRequest = { model: 'auto', messages: [{ role: 'user', content: 'Good morning.' }] };
const two = [aCandidate('a/1'), aCandidate('b/2', { providerPriority: 1 })];
const hedge: CallOptions = { hedge: { afterMs: 100 }, hints: { estimatedTokens: 40 } };

function registry(
  turns: Readonly<Record<string, readonly Turn[]>>,
  options: Partial<Parameters<typeof createScriptedRegistry>[0]> = {},
) {
  const clock = createManualClock();
  return { clock, ...createScriptedRegistry({ candidates: two, clock, turns, ...options }) };
}

const caught = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'answered',
    (error: unknown) => error,
  );

describe('hedging', () => {
  it('answers with the second attempt when the first is slow, aborts the first and pays for both', async () => {
    const { executor, clock, directory } = registry({
      'a/1': [{ afterMs: 5_000 }],
      'b/2': [{ afterMs: 50, usage: wireUsage(40, 10) }],
    });
    const { report } = await runToEnd(clock, executor.chat(request, hedge));
    expect(report).toMatchObject({ provider: 'b', hedged: true, fallback: true });
    expect(report.attempts.map(({ target, number, outcome }) => [target, number, outcome])).toEqual([
      ['a/1', 1, 'aborted'],
      ['b/2', 2, 'success'],
    ]);
    expect(report.usage.inputTokens).toBe(80);
    expect(report.attempts.every(({ costUsd }) => (costUsd ?? 0) > 0)).toBe(true);
    expect(directory.calls[1]?.attempt.retry).toBe(true);
  });

  it('makes no second attempt when the first answers in time, nor when it fails in time', async () => {
    const quick = registry({ 'a/1': [{ afterMs: 99 }] });
    expect((await runToEnd(quick.clock, quick.executor.chat(request, hedge))).report).not.toHaveProperty(
      'hedged',
    );
    expect(quick.directory.calls).toHaveLength(1);
    const failing = registry({ 'a/1': [{ fails: 'invalid_request', afterMs: 10 }] });
    expect(await runToEnd(failing.clock, caught(failing.executor.chat(request, hedge)))).toBeInstanceOf(
      BadRequestError,
    );
    expect(failing.directory.calls).toHaveLength(1);
  });

  it('keeps waiting for the first when the second fails, and tells the first error when both do', async () => {
    const first = registry({ 'a/1': [{ afterMs: 500 }], 'b/2': [{ fails: 'overloaded' }] });
    expect((await runToEnd(first.clock, first.executor.chat(request, hedge))).report).toMatchObject({
      provider: 'a',
      hedged: true,
    });
    const both = registry(
      { 'a/1': [{ afterMs: 500, fails: 'server_error' }], 'b/2': [{ fails: 'overloaded' }] },
      { settings: { retry: { attempts: 1, backoffBaseMs: 1, backoffMaxMs: 1 } } },
    );
    const error = await runToEnd(both.clock, caught(both.executor.chat(request, hedge)));
    expect((error as Error).cause).toBeInstanceOf(InternalServerError);
    // The second place was taken by the other attempt, so nobody went there twice.
    expect(both.directory.calls.map(({ target }) => target)).toEqual(['a/1', 'b/2']);
  });

  it('asks the same target twice when there is no other', async () => {
    const { executor, clock, directory } = registry(
      { 'a/1': [{ afterMs: 5_000 }, { afterMs: 10 }] },
      { candidates: [aCandidate('a/1')] },
    );
    await runToEnd(clock, executor.chat(request, hedge));
    expect(directory.records.map(({ outcome }) => outcome).toSorted()).toEqual(['aborted', 'success']);
  });

  it('does not retry what the second attempt has learned to be of no use', async () => {
    // The first fails at once and waits for its retry; the hedge meanwhile hears that there is no such model.
    const { executor, clock, directory } = registry(
      { 'a/1': [{ fails: 'connection' }, { fails: 'model_not_found' }, {}] },
      { candidates: [aCandidate('a/1')] },
    );
    await runToEnd(clock, caught(executor.chat(request, { hedge: { afterMs: 20 } })));
    expect(directory.records.map(({ outcome }) => outcome)).toEqual(['connection', 'model_not_found']);
  });

  it('streams from whoever has the first content, and leaves the other', async () => {
    const { executor, clock, directory } = registry({
      'a/1': [{ afterMs: 20, betweenMs: 1_000 }],
      'b/2': [{ text: 'quick' }],
    });
    const stream = await runToEnd(clock, executor.stream(request, hedge));
    let text = '';
    const reading = (async () => {
      for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? '';
    })();
    await runToEnd(clock, reading);
    expect(text).toBe('quick');
    expect(await stream.finished).toMatchObject({ provider: 'b', hedged: true });
    expect(directory.left).toEqual(['a/1']);
  });

  it('waits for as long as nineteen of twenty answers took, and never hedges where that is unknown', async () => {
    const slow = { 'a/1': [{ afterMs: 5_000 }] };
    const measured = aCandidate('a/1', {
      latency: { p50Ms: 100, p95Ms: 700, timeToFirstTokenP95Ms: 300 },
    });
    const known = registry(slow, { candidates: [measured, two[1] ?? measured] });
    await runToEnd(known.clock, known.executor.chat(request, { hedge: true }));
    const [first, second] = known.directory.records.toSorted((left, right) => left.number - right.number);
    expect((second?.startedAtMs ?? 0) - (first?.startedAtMs ?? 0)).toBe(700);
    const unknown = registry(slow);
    await runToEnd(unknown.clock, unknown.executor.chat(request, { hedge: true }));
    expect(unknown.directory.calls).toHaveLength(1);
  });

  it.each<[string, ChatRequest, CallOptions, Parameters<typeof registry>[1]]>([
    [
      'with tools',
      { ...request, tools: [{ type: 'function', function: { name: 'send_mail' } }] },
      hedge,
      undefined,
    ],
    ['under a cost cap', request, { ...hedge, maxCostUsd: 5 }, undefined],
    ['under the operator’s cap', request, hedge, { policy: aPolicy({ maxCostPerRequestUsd: 5 }) }],
    ['without being asked to', request, {}, undefined],
    ['when the deadline comes first', request, { ...hedge, deadlineMs: 100 }, undefined],
  ])('never hedges %s', async (_why, asked, options, extra) => {
    const { executor, clock, directory } = registry({ 'a/1': [{ afterMs: 5_000 }] }, extra);
    await runToEnd(clock, caught(executor.chat(asked, options)));
    expect(directory.calls).toHaveLength(1);
  });

  it('has one deadline for both, and ends both when the caller leaves', async () => {
    const deaf = { 'a/1': [{ afterMs: 60_000 }], 'b/2': [{ afterMs: 60_000 }] };
    const late = registry(deaf);
    const startedAtMs = late.clock.nowMs();
    const error = await runToEnd(
      late.clock,
      caught(late.executor.chat(request, { ...hedge, deadlineMs: 3_000 })),
    );
    expect(DeadlineExceededError.isInstance(error) && error.message).toContain('3000');
    expect(late.clock.nowMs() - startedAtMs).toBeLessThan(3_500);
    const left = registry(deaf);
    const controller = new AbortController();
    const asked = caught(left.executor.chat(request, { ...hedge, signal: controller.signal }));
    await left.clock.advance(1_000);
    controller.abort();
    expect(await runToEnd(left.clock, asked)).toBeInstanceOf(APIUserAbortError);
    expect(left.directory.records.map(({ outcome }) => outcome)).toEqual(['aborted', 'aborted']);
  });
});
