import {
  createApiError,
  defaultRetrySettings,
  ModelProviderRegistry,
  type ChatRequest,
  type CircuitOwner,
  type FailureKind,
  type Provider,
  type ProviderCall,
  type ProviderRegistration,
} from '@reg/core';
import { Secret } from '@reg/config';
import { createManualClock, createSeededRandom, type ManualClock } from '@reg/testkit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createModelSelector } from '../selector/create-model-selector.js';
import { aCandidate, aModel, aPolicy } from '../testing-fixtures/candidates.js';
import { runToEnd } from '../testing-fixtures/run-to-end.js';
import { aChunk, completionOf, wireUsage } from '../testing-fixtures/scripted-directory.js';
import { createExecutor, type Executor } from './create-executor.js';

const maxAttempts = 12;
const deadlineMs = 120_000;
const targets = ['p/1', 'p/2', 'q/1'] as const;
const keys = ['p#1', 'p#2', 'q#1'] as const;
type Target = (typeof targets)[number];

/** What the world is like, apart from reg. */
interface Weather {
  readonly faults: Map<string, FailureKind>;
  readonly deadKeys: Set<string>;
  readonly retryAfterMs: Map<string, number>;
}

/** A registry and an executor over vendors that do as the weather says, with a watch on every call. */
class World {
  readonly clock: ManualClock = createManualClock();
  readonly weather: Weather = { faults: new Map(), deadKeys: new Set(), retryAfterMs: new Map() };
  readonly violations: string[] = [];
  /** Calls at the same instant may have their permits before one of them learns of a rest. */
  callsAtOnce = 1;
  readonly #random = createSeededRandom(7);
  #calls = 0;
  registry!: ModelProviderRegistry;
  executor!: Executor;

  constructor() {
    this.start(undefined);
  }

  get calls(): number {
    return this.#calls;
  }

  start(saved: unknown): void {
    const { clock } = this;
    const selector = createModelSelector({ clock });
    const random = this.#random;
    this.registry = new ModelProviderRegistry({ selector, policy: aPolicy(), clock, random });
    for (const id of ['p', 'q']) this.registry.registerProvider(this.#registration(id));
    this.registry.restoreCircuits(saved);
    this.executor = createExecutor({
      directory: this.registry,
      selector,
      clock,
      random,
      settings: {
        retry: defaultRetrySettings,
        maxAttempts,
        deadlineMs,
        allowFallback: true,
        defaultModel: 'auto',
        onStreamBreak: 'continue',
      },
    });
  }

  /**
   * Whether a request could be answered now by somebody whom nothing keeps away, neither now nor on account of what
   * a neighbour at the same vendor does meanwhile.
   */
  get somebodyIsWell(): boolean {
    const { faults, deadKeys } = this.weather;
    const nowMs = this.clock.nowMs();
    const isFree = (scope: CircuitOwner, name: string): boolean => {
      const view = this.registry.listCircuits().find((row) => row.scope === scope && row.name === name)?.view;
      if (view === undefined) return true;
      return view.state !== 'isolated' && !view.probeInFlight && (view.eligibleAtMs ?? 0) <= nowMs;
    };
    return targets.some((target) => {
      const provider = target.slice(0, 1);
      const hasKey = keys.some(
        (key) => key.startsWith(provider) && !deadKeys.has(key) && isFree('credential', key),
      );
      const hasFaults = [...faults.keys()].some((name) => name.startsWith(provider));
      return !hasFaults && hasKey && isFree('endpoint', provider) && isFree('model', target);
    });
  }

  #registration(id: string): ProviderRegistration {
    const models = targets
      .filter((target) => target.startsWith(id))
      .map((target) => aModel({ id: target.slice(2) }));
    const own = keys.filter((key) => key.startsWith(id));
    return {
      id,
      type: 'weather',
      models,
      credentials: own.map((key) => ({ id: key, secret: new Secret(`sk-of-${key}-0f1e2d3c4b5a6978`) })),
      create: () => this.#provider(id, models),
    };
  }

  #provider(id: string, models: Provider['models']): Provider {
    const begin = (call: ProviderCall): FailureKind | undefined => {
      const target = `${id}/${call.model?.id ?? ''}`;
      this.#watch(target, call.credential?.id ?? '');
      if (this.weather.deadKeys.has(call.credential?.id ?? '')) return 'authentication';
      return this.weather.faults.get(target);
    };
    const failure = (kind: FailureKind, call: ProviderCall): Error => {
      const retryAfterMs = this.weather.retryAfterMs.get(id);
      const rest = kind === 'rate_limited' && retryAfterMs !== undefined ? { retryAfterMs } : {};
      return createApiError({
        kind,
        provider: id,
        message: `the weather at ${call.model?.id ?? ''}`,
        ...rest,
      });
    };
    return {
      id,
      models,
      features: {},
      async chat(_request, call) {
        const kind = begin(call);
        if (kind !== undefined) throw failure(kind, call);
        return completionOf(aCandidate(`${id}/${call.model?.id ?? ''}`), { usage: wireUsage(10, 5) });
      },
      async stream(request, call) {
        const kind = begin(call);
        // Faults of a key and of the request come before the stream, the others in its middle.
        if (kind === 'authentication' || kind === 'rate_limited') throw failure(kind, call);
        const isRest = request.messages.at(-1)?.['partial'] === true;
        return (async function* () {
          if (!isRest) yield aChunk({ content: 'one ' });
          if (kind !== undefined) throw failure(kind, call);
          yield aChunk({ content: 'two' }, 'stop');
        })();
      },
      listModels: () => Promise.resolve([]),
      close: () => Promise.resolve(),
    };
  }

  /** What must never be so when a vendor is called. */
  #watch(target: string, key: string): void {
    this.#calls += 1;
    const path = [target.slice(0, 1), target, key];
    for (const { name, view } of this.registry.listCircuits()) {
      if (!path.includes(name)) continue;
      if (view.state === 'isolated') this.violations.push(`${target} was called though ${name} is isolated`);
      if (this.callsAtOnce === 1 && (view.restUntilMs ?? 0) > this.clock.nowMs())
        this.violations.push(`${target} was called though ${name} rests`);
    }
  }
}

/** What reg is expected to know: nothing. Every law is looked up in the world itself. */
type Model = Record<string, never>;
type Step = fc.AsyncCommand<Model, World>;

function step(name: string, run: (world: World) => Promise<void> | void): Step {
  return {
    check: () => true,
    async run(_model, world) {
      await run(world);
      expect(world.violations).toEqual([]);
      expect(world.registry.getProviderStatus().map(({ inFlight }) => inFlight)).toEqual([0, 0]);
      expect(world.registry.listCircuits().filter(({ view }) => view.probeInFlight)).toEqual([]);
    },
    toString: () => name,
  };
}

const request: ChatRequest = { model: 'auto', messages: [{ role: 'user', content: 'hi' }] };

async function chatAll(world: World, count: number): Promise<void> {
  const couldBeAnswered = world.somebodyIsWell && count === 1;
  const startedAtMs = world.clock.nowMs();
  world.callsAtOnce = count;
  const asked = Array.from({ length: count }, () => world.executor.chat(request));
  const outcomes = await runToEnd(world.clock, Promise.allSettled(asked));
  for (const outcome of outcomes)
    if (outcome.status === 'fulfilled')
      expect(outcome.value.report.attempts.length).toBeLessThanOrEqual(maxAttempts);
  if (couldBeAnswered)
    expect(outcomes.map((outcome) => (outcome.status === 'fulfilled' ? '' : String(outcome.reason)))).toEqual(
      [''],
    );
  expect(world.clock.nowMs() - startedAtMs).toBeLessThanOrEqual(deadlineMs + 250);
}

async function streamOne(world: World): Promise<void> {
  const couldBeAnswered = world.somebodyIsWell;
  world.callsAtOnce = 1;
  let text = '';
  let error: unknown;
  const reading = (async () => {
    const stream = await world.executor.stream(request);
    for await (const { choices } of stream) text += choices[0]?.delta.content ?? '';
  })().catch((thrown: unknown) => {
    error = thrown;
  });
  await runToEnd(world.clock, reading);
  // A stream is whole or says that it is not; no part of it comes twice.
  if (error === undefined) expect(text).toBe('one two');
  else expect(['', 'one ']).toContain(text);
  if (couldBeAnswered) expect(error).toBeUndefined();
}

const target = fc.constantFrom<Target>(...targets);
const key = fc.constantFrom(...keys);
const fault = fc.constantFrom<FailureKind>(
  'server_error',
  'connection',
  'overloaded',
  'rate_limited',
  'model_not_found',
  'idle_timeout',
  'headers_timeout',
  'stream_truncated',
  'malformed_response',
);
const owner = fc.oneof(
  target.map((name) => ['model', name] as const),
  key.map((name) => ['credential', name] as const),
  fc.constantFrom('p', 'q').map((name) => ['endpoint', name] as const),
);

const steps: fc.Arbitrary<Step>[] = [
  fc.integer({ min: 1, max: 8 }).map((count) => step(`chat ${count}`, (world) => chatAll(world, count))),
  fc.constant(step('chat', (world) => chatAll(world, 1))),
  fc.constant(step('stream', streamOne)),
  fc.tuple(target, fault).map(([name, kind]) =>
    step(`${name} fails with ${kind}`, ({ weather }) => {
      weather.faults.set(name, kind);
    }),
  ),
  target.map((name) =>
    step(`${name} is well`, ({ weather }) => {
      weather.faults.delete(name);
    }),
  ),
  key.map((name) =>
    step(`${name} dies`, ({ weather }) => {
      weather.deadKeys.add(name);
    }),
  ),
  key.map((name) =>
    step(`${name} is paid`, ({ weather }) => {
      weather.deadKeys.delete(name);
    }),
  ),
  fc.tuple(fc.constantFrom('p', 'q'), fc.constantFrom(1_000, 30_000, 3_600_000)).map(([name, ms]) =>
    step(`${name} says Retry-After ${ms}`, ({ weather }) => {
      weather.retryAfterMs.set(name, ms);
    }),
  ),
  fc
    .constantFrom(10, 1_000, 40_000, 700_000)
    .map((ms) => step(`${ms} ms pass`, ({ clock }) => clock.advance(ms))),
  owner.map(([scope, name]) =>
    step(`isolate ${scope} ${name}`, ({ registry }) => {
      registry.isolateCircuit(scope, name);
    }),
  ),
  owner.map(([scope, name]) =>
    step(`reset ${scope} ${name}`, ({ registry }) => {
      registry.resetCircuit(scope, name);
    }),
  ),
  fc.constant(
    step('restart', (world) => {
      world.start(JSON.parse(JSON.stringify(world.registry.saveCircuits())));
    }),
  ),
];

describe('a registry in any weather', () => {
  it(
    'answers when somebody well may be called, never calls whom it must not, and ends every call',
    { timeout: 60_000 },
    async () => {
      await fc.assert(
        fc.asyncProperty(fc.commands(steps, { maxCommands: 40, size: 'max' }), async (commands) => {
          await fc.asyncModelRun(() => ({ model: {}, real: new World() }), commands);
        }),
        { numRuns: 500 },
      );
    },
  );
});
