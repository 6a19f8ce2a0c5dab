import {
  createApiError,
  defaultRetrySettings,
  ModelProviderRegistry,
  NoEligibleModelError,
  type ChatRequest,
  type FailureKind,
  type Provider,
} from '@reg/core';
import { createManualClock } from '@reg/testkit';
import { describe, expect, it } from 'vitest';
import { costOfUsage } from '../pricing/cost-of-usage.js';
import { priceOf } from '../pricing/price-of.js';
import { createModelSelector } from '../selector/create-model-selector.js';
import { aCandidate, aModel, aPolicy } from '../testing-fixtures/candidates.js';
import { runToEnd } from '../testing-fixtures/run-to-end.js';
import { aChunk, completionOf, wireUsage } from '../testing-fixtures/scripted-directory.js';
import { createExecutor } from './create-executor.js';

const request: ChatRequest = { model: 'auto', messages: [{ role: 'user', content: 'hi' }] };

/** A provider that fails as long as it is told to. */
function weakProvider(id: string) {
  const model = aModel({ id: 'm' });
  const state: { fails: FailureKind | undefined; retryAfterMs?: number; calls: number } = {
    fails: undefined,
    calls: 0,
  };
  const failure = (kind: FailureKind): Error => {
    const { retryAfterMs } = state;
    const rest = retryAfterMs === undefined ? {} : { retryAfterMs };
    return createApiError({ kind, provider: id, model: 'm', message: 'told to fail', ...rest });
  };
  const answer = () => {
    state.calls += 1;
    return state.fails;
  };
  const provider: Provider = {
    id,
    models: [model],
    features: {},
    async chat() {
      const fails = answer();
      if (fails !== undefined) throw failure(fails);
      return completionOf(aCandidate(`${id}/m`), { usage: wireUsage(100, 50) });
    },
    async stream() {
      answer();
      return (async function* () {
        yield aChunk({ content: 'one' });
        if (state.fails !== undefined) throw failure(state.fails);
        yield aChunk({ content: 'two' }, 'stop');
      })();
    },
    listModels: () => Promise.resolve([]),
    close: () => Promise.resolve(),
  };
  return {
    state,
    registration: { id, type: 'weak', models: [model], requiresKey: false, create: () => provider },
  };
}

function setUp() {
  const clock = createManualClock();
  const policy = aPolicy();
  const selector = createModelSelector({ clock });
  const registry = new ModelProviderRegistry({
    selector,
    policy,
    providerPriority: ['first', 'second'],
    clock,
    random: () => 0.5,
    costOf: (target, model, usage) => {
      const price = priceOf({ target, model }, policy);
      return price === undefined ? undefined : costOfUsage(usage, price);
    },
  });
  const first = weakProvider('first');
  const second = weakProvider('second');
  registry.registerProvider(first.registration);
  registry.registerProvider(second.registration);
  const executor = createExecutor({
    directory: registry,
    selector,
    clock,
    random: () => 0.5,
    settings: { retry: defaultRetrySettings, maxAttempts: 4, allowFallback: false, defaultModel: 'auto' },
  });
  const chat = () => runToEnd(clock, executor.chat(request));
  return { clock, registry, executor, first: first.state, second: second.state, chat };
}

describe('the executor over the registry of core', () => {
  it('answers, and both tell the same cost', async () => {
    const { chat, registry } = setUp();
    const { report } = await chat();
    expect(report.costUsd).toBeCloseTo(200e-6, 12);
    expect(registry.getTelemetry()).toBeDefined();
    expect(report.attempts[0]?.costUsd).toBe(report.costUsd);
  });

  it('leaves a provider alone once its circuit opened, and comes back to it when it is well', async () => {
    const { chat, clock, executor, first } = setUp();
    first.fails = 'connection';
    for (let call = 0; call < 10; call += 1) expect((await chat()).report.provider).toBe('second');
    const failedCalls = first.calls;
    expect(failedCalls).toBeLessThan(10);
    expect(executor.explain(request).rejected[0]).toMatchObject({
      target: 'first/m',
      reasons: [{ code: 'circuit_open' }],
    });
    first.fails = undefined;
    await clock.advance(600_000);
    expect((await chat()).report.provider).toBe('first');
  });

  it('tries the longest open provider when all are open, instead of refusing', async () => {
    const { chat, first, second } = setUp();
    first.fails = 'connection';
    second.fails = 'connection';
    for (let call = 0; call < 12; call += 1) await chat().catch(() => undefined);
    first.fails = undefined;
    second.fails = undefined;
    expect((await chat()).report.provider).toBe('first');
  });

  it('keeps away for as long as a vendor asked, no shorter', async () => {
    const { chat, clock, first } = setUp();
    first.fails = 'rate_limited';
    first.retryAfterMs = 60_000;
    expect((await chat()).report.provider).toBe('second');
    first.fails = undefined;
    await clock.advance(50_000);
    expect((await chat()).report.provider).toBe('second');
    expect(first.calls).toBe(1);
    await clock.advance(11_000);
    expect((await chat()).report.provider).toBe('first');
  });

  it('says who rests until when, when nobody else is left', async () => {
    const { chat, first, second } = setUp();
    for (const state of [first, second])
      Object.assign(state, { fails: 'rate_limited', retryAfterMs: 60_000 });
    await chat().catch(() => undefined);
    const error: unknown = await chat().catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(NoEligibleModelError);
    expect((error as Error).message).toContain(
      'first/m: its vendor asked to be left alone until 2026-01-01T00:01:0',
    );
  });

  it('blames nobody for readers that leave', async () => {
    const { clock, executor, registry } = setUp();
    for (let call = 0; call < 10; call += 1) {
      const stream = await runToEnd(clock, executor.stream(request));
      for await (const _chunk of stream) break;
      expect((await stream.finished).attempts[0]?.outcome).toBe('aborted');
    }
    expect(executor.explain(request).ranked.map(({ target }) => target)).toEqual(['first/m', 'second/m']);
    expect(registry.getProviderStatus().map(({ inFlight }) => inFlight)).toEqual([0, 0]);
  });

  it('counts streams that break after their first content against the circuit', async () => {
    const { clock, executor, first } = setUp();
    first.fails = 'stream_truncated';
    for (let call = 0; call < 10; call += 1) {
      const stream = await runToEnd(clock, executor.stream(request));
      const read = (async () => {
        for await (const _chunk of stream);
      })();
      await runToEnd(
        clock,
        read.catch(() => undefined),
      );
    }
    expect(first.calls).toBeLessThan(10);
    expect(executor.explain(request).rejected[0]?.reasons[0]?.code).toBe('circuit_open');
  });
});
