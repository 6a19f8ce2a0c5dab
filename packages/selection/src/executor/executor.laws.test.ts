import {
  failureRules,
  type Candidate,
  type ChatRequest,
  type FailureKind,
  type ModelDescriptor,
  type RoutingPolicy,
} from '@reg/core';
import { createManualClock, createSeededRandom } from '@reg/testkit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { costOfTokens } from '../pricing/cost-of-usage.js';
import { isFreeModel } from '../pricing/is-free-model.js';
import { priceOf } from '../pricing/price-of.js';
import { anyCandidates, anyPolicy, healthyCandidates } from '../testing-fixtures/arbitraries.js';
import { runToEnd } from '../testing-fixtures/run-to-end.js';
import { aChunk, usageChunk, wireUsage, type Turn } from '../testing-fixtures/scripted-directory.js';
import { createScriptedRegistry, type ScriptedRegistry } from '../testing-fixtures/scripted-registry.js';
import type { CallOptions } from './routed-answer.js';

/** How a vendor takes one call, drawn at random: also what it bills without ever telling. */
interface Mood {
  readonly fails: FailureKind | undefined;
  readonly afterMs: number;
  readonly deaf: boolean;
  readonly retryAfterMs: number;
  /** The part of the output it may write that it does write, and bills. */
  readonly eagerness: number;
  readonly tellsUsage: boolean;
  readonly breaksAfter: FailureKind | undefined;
}

const failureKinds: readonly FailureKind[] = [
  'invalid_request',
  'context_window_exceeded',
  'content_filter',
  'authentication',
  'quota_exhausted',
  'rate_limited',
  'model_not_found',
  'overloaded',
  'server_error',
  'gateway_timeout',
  'connection',
  'headers_timeout',
  'idle_timeout',
  'stream_truncated',
  'malformed_response',
  'unknown',
];
/** A refusal is never billed; after all others the vendor may have written its answer. */
const neverBilled: readonly (FailureKind | undefined)[] = [
  'invalid_request',
  'context_window_exceeded',
  'authentication',
  'quota_exhausted',
  'rate_limited',
  'model_not_found',
  'overloaded',
];

const mood: fc.Arbitrary<Mood> = fc.record({
  fails: fc.oneof(
    { weight: 1, arbitrary: fc.constant(undefined) },
    { weight: 3, arbitrary: fc.constantFrom(...failureKinds) },
  ),
  afterMs: fc.constantFrom(0, 10, 900, 20_000),
  deaf: fc.boolean(),
  retryAfterMs: fc.constantFrom(0, 100, 100_000),
  eagerness: fc.constantFrom(0, 0.3, 1, 1),
  tellsUsage: fc.boolean(),
  breaksAfter: fc.constantFrom(undefined, undefined, 'connection' as const, 'stream_truncated' as const),
});

const promptTokens = 400;
const hardMaxOutput = 1_000_000;

interface Played extends ScriptedRegistry {
  /** US dollars that the vendors bill, whether they told or not. */
  readonly billedUsd: number;
  readonly elapsedMs: number;
}

/** Everything that one call depends on. */
interface World {
  readonly candidates: readonly Candidate[];
  readonly policy: RoutingPolicy;
  readonly moods: readonly Mood[];
  readonly streamed: boolean;
  readonly model: string;
  readonly maxTokens: number | undefined;
  readonly choices: number | undefined;
  readonly options: Pick<
    CallOptions,
    'freeOnly' | 'maxCostUsd' | 'allowFallback' | 'deadlineMs' | 'hedge' | 'onStreamBreak' | 'seed'
  >;
  readonly seed: number;
}

const world: fc.Arbitrary<World> = fc.record({
  candidates: fc.oneof(anyCandidates, { weight: 3, arbitrary: healthyCandidates }),
  policy: anyPolicy,
  moods: fc.array(mood, { minLength: 1, maxLength: 6 }),
  streamed: fc.boolean(),
  model: fc.constantFrom('auto', 'auto', 'auto', 'a/1', 'b/2', '3', 'fast'),
  maxTokens: fc.constantFrom(undefined, undefined, 300, 5_000),
  choices: fc.constantFrom(undefined, undefined, 2),
  options: fc.record(
    {
      freeOnly: fc.boolean(),
      maxCostUsd: fc.constantFrom(0, 0.001, 0.01, 0.05, 0.2, 0.5, 2),
      allowFallback: fc.boolean(),
      deadlineMs: fc.constantFrom(1, 500, 5_000),
      hedge: fc.constantFrom(false, true, { afterMs: 0 }, { afterMs: 100 }, { afterMs: 5_000 }),
      onStreamBreak: fc.constantFrom('error' as const, 'continue' as const),
      seed: fc.nat(),
    },
    { requiredKeys: [] },
  ),
  seed: fc.nat(),
});

/** Paid models, a cap of about the price of one attempt or a few, and vendors that fail after they have billed. */
const cappedWorld: fc.Arbitrary<World> = fc
  .record({
    world,
    candidates: healthyCandidates,
    moods: fc.array(
      fc.record({
        mood,
        fails: fc.constantFrom('idle_timeout' as const, 'server_error' as const, 'connection' as const),
        eagerness: fc.constantFrom(0.5, 1, 1),
      }),
      { minLength: 3, maxLength: 5 },
    ),
    maxCostUsd: fc.double({ min: 0.02, max: 0.4, noNaN: true }),
  })
  .map(({ world: drawn, candidates, moods, maxCostUsd }) => ({
    ...drawn,
    model: 'auto',
    candidates: candidates.map(({ model, ...rest }) => ({ ...rest, model: { ...model, free: false } })),
    moods: moods.map(({ mood: taken, fails, eagerness }) => ({ ...taken, fails, eagerness, afterMs: 0 })),
    policy: { ...drawn.policy, allowUnknownPrice: false },
    options: { seed: drawn.seed, maxCostUsd },
  }));

/** Makes one call in a world and reads its answer to the end, however it ends. */
async function play(drawn: World): Promise<Played> {
  const clock = createManualClock();
  const random = createSeededRandom(drawn.seed);
  const { candidates, policy } = drawn;
  const models = new Map(candidates.map((candidate) => [candidate.target, candidate.model]));
  let billedUsd = 0;
  const registry = createScriptedRegistry({
    candidates,
    policy,
    clock,
    settings: { allowContentFilterFailover: random() < 0.5, maxAttempts: 5 },
    turns({ target, request }, number) {
      const taken = drawn.moods[(number - 1) % drawn.moods.length];
      const model = models.get(target);
      if (taken === undefined || model === undefined) throw new Error(`an unknown target ${target}`);
      const written = Math.floor(taken.eagerness * mostOutput(request, model)) * (request.n ?? 1);
      if (!neverBilled.includes(taken.fails)) billedUsd += bill({ target, model, written, policy });
      return turnOf(taken, written);
    },
  });
  const startedAtMs = clock.nowMs();
  await runToEnd(
    clock,
    answer(registry, drawn).catch(() => undefined),
  );
  return { ...registry, billedUsd, elapsedMs: clock.nowMs() - startedAtMs };
}

async function answer({ executor }: ScriptedRegistry, drawn: World): Promise<void> {
  const request: ChatRequest = {
    model: drawn.model,
    messages: [{ role: 'user', content: 'hello' }],
    ...(drawn.maxTokens === undefined ? {} : { max_tokens: drawn.maxTokens }),
    ...(drawn.choices === undefined ? {} : { n: drawn.choices }),
  };
  const options: CallOptions = { ...drawn.options, hints: { estimatedTokens: promptTokens } };
  if (!drawn.streamed) await executor.chat(request, options);
  else for await (const _chunk of await executor.stream(request, options));
}

function mostOutput(request: ChatRequest, model: ModelDescriptor): number {
  const own = Math.min(model.maxOutputTokens ?? hardMaxOutput, model.contextWindow ?? hardMaxOutput);
  return request.max_tokens ?? own;
}

function bill(attempt: {
  readonly target: string;
  readonly model: ModelDescriptor;
  readonly written: number;
  readonly policy: RoutingPolicy;
}): number {
  const price = priceOf(attempt, attempt.policy);
  const tokens = { inputTokens: promptTokens, outputTokens: attempt.written };
  return price === undefined ? 0 : costOfTokens(tokens, price);
}

function turnOf(taken: Mood, written: number): Turn {
  const { fails, afterMs, deaf, retryAfterMs, breaksAfter } = taken;
  const usage = wireUsage(promptTokens, written);
  return {
    afterMs,
    deaf,
    retryAfterMs,
    ...(fails === undefined ? {} : { fails }),
    ...(breaksAfter === undefined ? {} : { breaks: breaksAfter }),
    ...(taken.tellsUsage ? { usage } : {}),
    chunks: [aChunk({ content: 'x' }, 'stop'), ...(taken.tellsUsage ? [usageChunk(usage)] : [])],
  };
}

describe('laws of a call', () => {
  it('never calls a rejected candidate, and calls the ranked ones in their order, each model in one go', async () => {
    await fc.assert(
      fc.asyncProperty(world, async (drawn) => {
        const { directory, decisions, ended } = await play(drawn);
        const ranked = decisions[0]?.ranked.map(({ target }) => target) ?? [];
        const positions = directory.calls.map(({ target }) => ranked.indexOf(target));
        expect(positions).not.toContain(-1);
        if (decisions.length > 1 || ended.some(({ report }) => report.hedged === true)) return;
        expect(positions).toEqual(positions.toSorted((left, right) => left - right));
      }),
    );
  });

  it('never goes back to a target that failed beyond retry, hedged or continued', async () => {
    await fc.assert(
      fc.asyncProperty(world, async (drawn) => {
        const { directory, decisions } = await play({ ...drawn, model: 'auto' });
        expect(decisions.length).toBeLessThanOrEqual(5);
        for (const failed of directory.records) {
          if (failed.outcome === 'success' || failureRules[failed.outcome].action === 'retry') continue;
          const again = directory.records.filter(
            ({ target, number, startedAtMs }) =>
              target === failed.target &&
              number > failed.number &&
              startedAtMs > failed.startedAtMs + failed.latencyMs,
          );
          expect(again).toEqual([]);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('keeps the cost cap over all attempts, whatever fails and whatever is billed in silence', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(world, { weight: 3, arbitrary: cappedWorld }), async (drawn) => {
        const policy = { ...drawn.policy, allowUnknownPrice: false };
        const { billedUsd } = await play({ ...drawn, policy });
        const caps = [drawn.options.maxCostUsd, policy.maxCostPerRequestUsd];
        const capUsd = Math.min(...caps.filter((cap) => cap !== undefined));
        expect(billedUsd).toBeLessThanOrEqual(capUsd + 1e-12);
      }),
      { numRuns: 300 },
    );
  });

  it('calls free models only when only free ones were asked for, whatever fails', async () => {
    await fc.assert(
      fc.asyncProperty(world, async (drawn) => {
        const { directory } = await play({ ...drawn, options: { ...drawn.options, freeOnly: true } });
        for (const { target } of directory.calls) {
          const called = drawn.candidates.find((candidate) => candidate.target === target);
          expect(called !== undefined && isFreeModel(called, drawn.policy)).toBe(true);
        }
      }),
    );
  });

  it('ends within the deadline, whether providers listen or not', async () => {
    // The clock is moved on by a quarter of a second at most, so the end is noticed no later than that.
    const noticedWithinMs = 250;
    await fc.assert(
      fc.asyncProperty(world, async (drawn) => {
        const deadlineMs = drawn.options.deadlineMs ?? 5_000;
        const { elapsedMs } = await play({ ...drawn, options: { ...drawn.options, deadlineMs } });
        expect(elapsedMs).toBeLessThanOrEqual(deadlineMs + noticedWithinMs);
      }),
    );
  });

  it('ends every attempt once and reports the call once', async () => {
    await fc.assert(
      fc.asyncProperty(world, async (drawn) => {
        const { directory, ended, decisions } = await play(drawn);
        // A continuation is a decision more, not a call more.
        expect(ended).toHaveLength(Math.min(1, decisions.length));
        expect(directory.records).toHaveLength(directory.calls.length);
        for (const { report } of ended) {
          expect(report.attempts.map(({ number }) => number)).toEqual(
            directory.calls.map((_, index) => index + 1),
          );
        }
      }),
    );
  });
});
