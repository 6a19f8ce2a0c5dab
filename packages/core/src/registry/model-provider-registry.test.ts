import { describe, expect, it } from 'vitest';
import { createTestClock } from '../../test/manual-clock.js';
import {
  FakeProvider,
  createRecordingSelector,
  credential,
  describeModel,
  policy,
} from '../../test/fake-provider.js';
import {
  AllCandidatesFailedError,
  APIError,
  APIUserAbortError,
  ProviderNotRegisteredError,
} from '../index.js';
import type { AttemptHandle, AttemptRecord, AttemptRequest, CircuitChanged, FailureKind } from '../index.js';
import { ModelProviderRegistry, type ModelProviderRegistryOptions } from './model-provider-registry.js';
import type { ProviderRegistration } from './provider-registration.js';

function createFixture(options: Partial<ModelProviderRegistryOptions> = {}) {
  const clock = createTestClock();
  const selector = createRecordingSelector();
  const ended: AttemptRecord[] = [];
  const circuits: CircuitChanged[] = [];
  const registry = new ModelProviderRegistry({
    selector,
    policy,
    providerPriority: ['kimi', 'glm'],
    clock,
    random: () => 0.5,
    costOf: (_target, model, usage) =>
      model.price === undefined
        ? undefined
        : (usage.inputTokens * model.price.inputUsdPerMTok +
            usage.outputTokens * model.price.outputUsdPerMTok) /
          1e6,
    observers: [
      { attemptEnded: (record) => ended.push(record), circuitChanged: (event) => circuits.push(event) },
    ],
    ...options,
  });
  const kimi = new FakeProvider(
    'kimi',
    [describeModel('k2', { aliases: ['kimi-two'] }), describeModel('shared')],
    { balance: () => Promise.resolve({ available: 5, currency: 'USD' }) },
  );
  const glm = new FakeProvider('glm', [describeModel('g5', { free: true }), describeModel('shared')]);
  let built = 0;
  const registrationOf = (
    provider: FakeProvider,
    overrides: Partial<ProviderRegistration> = {},
  ): ProviderRegistration => ({
    id: provider.id,
    type: provider.id,
    models: provider.models,
    create: async () => {
      built += 1;
      await Promise.resolve();
      return provider;
    },
    credentials: [credential(`${provider.id}#1`), credential(`${provider.id}#2`)],
    keyNames: [`${provider.id.toUpperCase()}_API_KEY`],
    ...overrides,
  });
  return { registry, clock, selector, ended, circuits, kimi, glm, registrationOf, built: () => built };
}

const ask = (model: string) => ({ model, messages: [{ role: 'user' as const, content: 'hi' }] });

/** What refuses at once and what refuses later, in one form. */
async function beginAt(
  registry: ModelProviderRegistry,
  target: string,
  options: Partial<AttemptRequest> = {},
): Promise<AttemptHandle> {
  return registry.beginAttempt({ target, number: 1, ...options });
}

describe('ModelProviderRegistry', () => {
  it('builds one instance however many ask at once, and hands out a wrapped provider', async () => {
    const { registry, kimi, registrationOf, built } = createFixture();
    registry.registerProvider(registrationOf(kimi));
    expect(built()).toBe(0);
    const providers = await Promise.all(Array.from({ length: 20 }, () => registry.getProvider('kimi')));
    expect(built()).toBe(1);
    expect(new Set(providers).size).toBe(1);
    expect(await (await registry.getProvider('kimi'))?.chat(ask('k2'))).toMatchObject({ model: 'k2' });
  });

  it('tries to build again after a set-up that failed, and says why it failed', async () => {
    const { registry, kimi, registrationOf } = createFixture();
    let tries = 0;
    registry.registerProvider(
      registrationOf(kimi, {
        create: () => {
          tries += 1;
          if (tries === 1) throw new Error('bad base URL');
          return kimi;
        },
      }),
    );
    await expect(registry.getProvider('kimi')).rejects.toSatisfy(
      (error) => APIError.isInstance(error) && error.message.includes('bad base URL'),
    );
    expect(registry.getProviderStatus()[0]).toMatchObject({ initialized: false, failure: 'bad base URL' });
    expect(await registry.getProvider('kimi')).toBeDefined();
  });

  it('closes the old instance when a provider is replaced or unregistered', async () => {
    const { registry, kimi, registrationOf } = createFixture();
    registry.registerProvider(registrationOf(kimi));
    await registry.getProvider('kimi');
    registry.registerProvider(registrationOf(new FakeProvider('kimi', [describeModel('k3')])));
    await Promise.resolve();
    await expect.poll(() => kimi.closed).toBe(1);
    expect(registry.getAvailableModelNames('kimi')).toEqual(['k3']);
    expect(await registry.unregisterProvider('kimi')).toBe(true);
    expect(await registry.unregisterProvider('kimi')).toBe(false);
    expect(registry.resolveModel('k3').kind).toBe('unknown');
  });

  it('lets calls in flight end before it closes a replaced instance, unless everything is closed', async () => {
    const { registry, kimi, registrationOf } = createFixture();
    const renew = () => {
      registry.registerProvider(registrationOf(kimi, { credentials: [credential('kimi#3')] }));
    };
    registry.registerProvider(registrationOf(kimi));
    const inFlight = await registry.beginAttempt({ target: 'kimi/k2', number: 1 });
    renew();
    const next = await registry.beginAttempt({ target: 'kimi/k2', number: 1 });
    expect([inFlight.credential, next.credential]).toEqual(['kimi#1', 'kimi#3']);
    expect(kimi.closed).toBe(0);
    inFlight.succeed();
    await expect.poll(() => kimi.closed).toBe(1);
    renew();
    await registry.close();
    expect(kimi.closed).toBe(2);
    next.succeed();
    expect(kimi.closed).toBe(2);
  });

  it('resolves a name served by two providers in priority order, in lookup and in listing alike', async () => {
    const { registry, kimi, glm, registrationOf } = createFixture();
    registry.registerProvider(registrationOf(glm));
    registry.registerProvider(registrationOf(kimi));
    expect(registry.resolveModel('shared')).toEqual({
      kind: 'found',
      targets: ['kimi/shared', 'glm/shared'],
    });
    expect((await registry.getProviderForModel('SHARED'))?.id).toBe('kimi');
    expect(
      registry
        .listAvailableModels()
        .filter((row) => row.id === 'shared')
        .map((row) => row.provider),
    ).toEqual(['kimi', 'glm']);
    expect((await registry.getProviderForModel('kimi-two'))?.id).toBe('kimi');
    expect((await registry.getProviderForModel('glm/shared'))?.id).toBe('glm');
  });

  it('refuses placeholders, unlisted and disabled providers and models, with every reason', async () => {
    const { registry, kimi, glm, registrationOf } = createFixture({
      allowedProviders: ['KIMI'],
      disabledProviders: ['glm'],
    });
    registry.registerProvider(
      registrationOf(kimi, {
        credentials: [credential('kimi#1', 'your_kimi_api_key_here')],
        allowedModels: ['shared'],
      }),
    );
    registry.registerProvider(registrationOf(glm));
    expect(await registry.getProvider('kimi')).toBeUndefined();
    const rows = new Map(
      registry.listAvailableModels().map((row) => [row.target, row.reasons.map((reason) => reason.code)]),
    );
    expect(rows.get('kimi/k2')).toEqual(['placeholder_key', 'model_not_allowed']);
    expect(rows.get('glm/g5')).toEqual(['provider_not_allowed', 'provider_disabled']);
    expect(registry.getAvailableProviders()).toEqual(['kimi']);
    expect(registry.getAvailableProvidersWithKeys()).toEqual([]);
    await expect(beginAt(registry, 'glm/g5')).rejects.toMatchObject({
      code: 'permission_denied',
    });
  });

  it('does not let a restricted model be called by its explicit name', async () => {
    const { registry, kimi, registrationOf } = createFixture();
    registry.registerProvider(registrationOf(kimi, { allowedModels: ['kimi-two'] }));
    const provider = await registry.getProvider('kimi');
    await expect(provider?.chat(ask('shared'))).rejects.toBeInstanceOf(Error);
    expect(kimi.calls).toHaveLength(0);
    await expect(provider?.chat(ask('k2'))).resolves.toBeDefined();
  });

  it('takes the names of allowed and preferred models with the provider in front, too', () => {
    const { registry, kimi, registrationOf } = createFixture();
    registry.registerProvider(registrationOf(kimi, { preferredModels: ['Kimi/shared'] }));
    expect(registry.getAvailableModelNames('kimi')).toEqual(['shared', 'k2']);
    registry.registerProvider(registrationOf(kimi, { allowedModels: ['kimi/kimi-two', 'glm/shared'] }));
    expect(registry.getAvailableModelNames('kimi')).toEqual(['k2']);
  });

  it('rotates keys, leaves a dead one alone and keeps key material out of everything it tells', async () => {
    const { registry, kimi, registrationOf, ended } = createFixture();
    registry.registerProvider(registrationOf(kimi));
    const provider = await registry.getProvider('kimi');
    kimi.failures.push('authentication');
    await provider?.chat(ask('k2'));
    await provider?.chat(ask('k2'));
    expect(kimi.calls.map(({ call }) => call.credential?.id)).toEqual(['kimi#1', 'kimi#2', 'kimi#2']);
    expect(ended.map((record) => record.outcome)).toEqual(['authentication', 'success', 'success']);
    expect(
      JSON.stringify([ended, registry.snapshot(), registry.getProviderStatus(), registry.getTelemetry()]),
    ).not.toContain('key-material');
  });

  it('opens a circuit after failures in a row, tells observers, gates, and recovers through one probe', async () => {
    const { registry, clock, kimi, registrationOf, circuits } = createFixture({
      circuits: { openMs: 1000 },
      retry: { attempts: 1 },
    });
    registry.registerProvider(registrationOf(kimi));
    const provider = await registry.getProvider('kimi');
    kimi.failures.push('server_error', 'server_error', 'server_error');
    for (let call = 0; call < 3; call += 1) await provider?.chat(ask('k2')).catch(() => undefined);
    await clock.advance(0);
    expect(circuits.at(-1)).toMatchObject({ scope: 'endpoint', name: 'kimi', to: 'open' });
    expect(registry.getAvailableModels().size).toBe(0);
    expect(registry.snapshot().candidates[0]?.circuit).toMatchObject({ state: 'open', gates: true });
    await expect(provider?.chat(ask('k2'))).rejects.toSatisfy(
      (error) => AllCandidatesFailedError.isInstance(error) && error.attempts.length === 0,
    );
    expect(kimi.calls).toHaveLength(3);
    await clock.advance(1000);
    await expect(provider?.chat(ask('k2'))).resolves.toBeDefined();
    expect(circuits.at(-1)).toMatchObject({ to: 'closed' });
  });

  it('records each attempt once, with cost, and never twice for one call', async () => {
    const { registry, kimi, registrationOf, ended, clock } = createFixture();
    registry.registerProvider(registrationOf(kimi));
    const provider = await registry.getProvider('kimi');
    kimi.failures.push('server_error');
    const answering = provider?.chat(ask('k2'));
    await clock.advance(1000);
    await answering;
    expect(ended.map((record) => [record.number, record.outcome])).toEqual([
      [1, 'server_error'],
      [2, 'success'],
    ]);
    expect(ended[1]).toMatchObject({ usage: { inputTokens: 10, outputTokens: 5 }, costUsd: 20e-6 });
  });

  it('counts a call that is reported by any name of a model as one of the provider that serves it', () => {
    const { registry, kimi, glm, registrationOf } = createFixture();
    for (const provider of [glm, kimi]) registry.registerProvider(registrationOf(provider));
    registry.recordTelemetry('kimi-two', true);
    registry.recordTelemetry('KIMI/k2', false);
    registry.recordTelemetry('shared', true);
    registry.recordTelemetry('shared', true, { provider: 'glm' });
    registry.recordTelemetry('nonesuch', true);
    registry.recordTelemetry('k2', true, { provider: 'elsewhere' });
    const counted = registry.getTelemetry().models;
    expect(counted.map(({ provider, model, calls }) => [provider, model, calls.count])).toEqual([
      ['(unknown)', 'nonesuch', 1],
      ['elsewhere', 'k2', 1],
      ['glm', 'shared', 1],
      ['kimi', 'k2', 2],
      ['kimi', 'shared', 1],
    ]);
  });

  it("counts a stream when it ended: a break is a failure, leaving early is nobody's", async () => {
    const { registry, kimi, registrationOf, ended, circuits } = createFixture();
    registry.registerProvider(registrationOf(kimi));
    const provider = await registry.getProvider('kimi');
    const read = async (): Promise<void> => {
      for await (const _chunk of (await provider?.stream({ ...ask('k2'), stream: true })) ?? []) {
        /* all of it */
      }
    };
    await read();
    kimi.failures.push('stream_truncated');
    await expect(read()).rejects.toMatchObject({ code: 'stream_truncated' });
    for await (const _chunk of (await provider?.stream({ ...ask('k2'), stream: true })) ?? []) break;
    expect(ended.map((record) => record.outcome)).toEqual(['success', 'stream_truncated', 'aborted']);
    expect(ended[0]).toMatchObject({ usage: { inputTokens: 10 }, timeToFirstTokenMs: 0 });
    expect(circuits).toEqual([]);
  });

  it("forwards the vendor's features through the wrapper with key and timeouts filled in", async () => {
    const { registry, kimi, registrationOf } = createFixture();
    registry.registerProvider(registrationOf(kimi));
    const provider = await registry.getProvider('kimi');
    expect(Object.keys(provider?.features ?? {})).toEqual(['balance']);
    await expect(provider?.features.balance?.({} as never)).resolves.toEqual({
      available: 5,
      currency: 'USD',
    });
  });

  it('hands the same snapshot out until something changes', async () => {
    const { registry, kimi, glm, registrationOf, clock } = createFixture();
    registry.registerProvider(registrationOf(kimi));
    const first = registry.snapshot();
    expect(registry.snapshot()).toBe(first);
    await (await registry.getProvider('kimi'))?.chat(ask('k2'));
    expect(registry.snapshot()).toBe(first);
    await clock.advance(5000);
    expect(registry.snapshot().version).toBe(first.version + 1);
    registry.registerProvider(registrationOf(glm));
    expect(registry.snapshot().version).toBe(first.version + 2);
    expect(Object.isFrozen(registry.snapshot())).toBe(true);
  });

  it('frees its place and its permits when a step refuses', async () => {
    const { registry, kimi, registrationOf } = createFixture();
    registry.registerProvider(
      registrationOf(kimi, { limits: { maxConcurrent: 1, maxQueued: 0, queueTimeoutMs: 0 } }),
    );
    const excludedCredentials = new Set(['kimi#1', 'kimi#2']);
    for (let call = 0; call < 3; call += 1) {
      await expect(beginAt(registry, 'kimi/k2', { excludedCredentials })).rejects.toMatchObject({
        code: 'authentication',
      });
    }
    const handle = await registry.beginAttempt({ target: 'kimi/k2', number: 1 });
    await expect(beginAt(registry, 'kimi/k2')).rejects.toMatchObject({
      code: 'concurrency_limited',
    });
    handle.succeed();
    (await registry.beginAttempt({ target: 'kimi/k2', number: 1 })).succeed();
  });

  it('delegates choosing to the selector that it was given', async () => {
    const { registry, selector } = createFixture();
    expect(registry.getPreferredFallbackModel('balanced')).toBe('kimi/k2');
    expect(registry.getBestProviderForCategory('balanced')).toEqual({ provider: 'kimi', model: 'k2' });
    expect(registry.getAllowedModelsForProvider('kimi')).toEqual(['k2']);
    expect(registry.fallbackChain('balanced')).toEqual(['kimi/k2']);
    await expect(
      registry.callWithFallback('balanced', ({ target }) => Promise.resolve(target)),
    ).resolves.toMatchObject({ value: 'kimi/k2' });
    expect(selector.asked).toEqual([
      'preferred balanced',
      'best balanced',
      'allowed kimi',
      'chain balanced',
      'call balanced',
    ]);
  });

  it('names what is registered when asked for something that is not', async () => {
    const { registry, kimi, registrationOf } = createFixture();
    registry.registerProvider(registrationOf(kimi));
    await expect(beginAt(registry, 'nobody/x')).rejects.toSatisfy(
      (error) => ProviderNotRegisteredError.isInstance(error) && error.message.includes('kimi'),
    );
    expect(await registry.getProvider('nobody')).toBeUndefined();
  });

  it('refuses a provider id that would make targets ambiguous', () => {
    const { registry, kimi, registrationOf } = createFixture();
    for (const id of ['', 'a/b', 'a b'])
      expect(() => registry.registerProvider(registrationOf(kimi, { id }))).toThrow('provider id');
  });

  it('closes every provider and can be used again', async () => {
    const { registry, kimi, registrationOf, built } = createFixture();
    registry.registerProvider(registrationOf(kimi));
    await registry.getProvider('kimi');
    await registry.close();
    expect(kimi.closed).toBe(1);
    await registry.getProvider('kimi');
    expect(built()).toBe(2);
  });

  it('with health off records telemetry but neither retries nor gates', async () => {
    const { registry, kimi, registrationOf, circuits } = createFixture({ healthEnabled: false });
    registry.registerProvider(registrationOf(kimi));
    const provider = await registry.getProvider('kimi');
    kimi.failures.push(...Array<FailureKind>(5).fill('server_error'));
    for (let call = 0; call < 5; call += 1) await provider?.chat(ask('k2')).catch(() => undefined);
    expect(kimi.calls).toHaveLength(5);
    expect(circuits).toEqual([]);
  });

  it('survives a provider that cannot be closed: replaced it is forgotten, and close() closes the others', async () => {
    const { registry, kimi, glm, registrationOf } = createFixture();
    const stubborn = new FakeProvider('kimi', kimi.models);
    stubborn.close = () => Promise.reject(new Error('still busy'));
    registry.registerProvider(registrationOf(stubborn));
    await registry.getProvider('kimi');
    registry.registerProvider(registrationOf(stubborn));
    await registry.getProvider('kimi');
    registry.registerProvider(registrationOf(glm));
    await registry.getProvider('glm');
    await expect(registry.close()).rejects.toThrow('still busy');
    expect(glm.closed).toBe(1);
  });

  it('does not wait for a provider that is never ready beyond the end of the call', async () => {
    const { registry, kimi, registrationOf } = createFixture();
    registry.registerProvider(
      registrationOf(kimi, { create: () => new Promise<never>(() => undefined), limits: noQueue(1) }),
    );
    const controller = new AbortController();
    const attempt = registry.beginAttempt({ target: 'kimi/k2', number: 1, signal: controller.signal });
    controller.abort();
    await expect(attempt).rejects.toSatisfy((error) => APIUserAbortError.isInstance(error));
    expect(registry.getProviderStatus()[0]?.inFlight).toBe(0);
  });

  it('keeps no permit when the timeouts of a registration cannot be told', async () => {
    const { registry, kimi, registrationOf, clock } = createFixture();
    let broken = true;
    const timeouts = () => {
      if (broken) throw new Error('no timeouts today');
      return { connectMs: 1, headersMs: 1, firstTokenMs: 1, idleMs: 1, totalMs: 1 };
    };
    registry.registerProvider(registrationOf(kimi, { timeouts, limits: noQueue(1) }));
    const begin = async () => registry.beginAttempt({ target: 'kimi/k2', number: 1 });
    await expect(begin()).rejects.toThrow('no timeouts today');
    broken = false;
    const handle = await begin();
    handle.succeed();
    await clock.advance(0);
    expect(registry.getProviderStatus()[0]?.inFlight).toBe(0);
  });

  it('is not initialized any more when it was closed while a provider was being built', async () => {
    const { registry, kimi, registrationOf } = createFixture();
    registry.registerProvider(registrationOf(kimi));
    const building = registry.getProvider('kimi');
    await registry.close();
    await building;
    expect(kimi.closed).toBe(1);
    expect(registry.getProviderStatus()[0]?.initialized).toBe(false);
  });

  it('tries the other key at once when the probe of a provider meets a dead one', async () => {
    const { registry, clock, kimi, registrationOf } = createFixture();
    registry.registerProvider(registrationOf(kimi));
    const provider = await registry.getProvider('kimi');
    kimi.failures.push('server_error', 'server_error', 'server_error', 'server_error');
    for (let call = 0; call < 2; call += 1) {
      const failing = provider?.chat(ask('k2')).catch(() => undefined);
      await clock.advance(5000);
      await failing;
    }
    expect(registry.listCircuits().find(({ scope }) => scope === 'endpoint')?.view.state).toBe('open');
    await clock.advance(60_000);
    kimi.failures.splice(0, Infinity, 'authentication');
    const answering = provider?.chat(ask('k2'));
    await clock.advance(0);
    await expect(answering).resolves.toBeDefined();
  });

  it('keeps within what each key may have in flight, uses every key, and queues the rest', async () => {
    const { registry, glm, registrationOf, clock } = createFixture();
    const limits = { maxConcurrentPerKey: 1, maxQueued: 1, queueTimeoutMs: 1000 };
    registry.registerProvider(registrationOf(glm, { limits }));
    const begin = async () => registry.beginAttempt({ target: 'glm/g5', number: 1 });
    const first = await begin();
    const second = await begin();
    expect([first.credential, second.credential].toSorted()).toEqual(['glm#1', 'glm#2']);
    const waiting = [begin(), begin()];
    await clock.advance(0);
    expect(registry.getProviderStatus()[0]?.inFlight).toBe(4);
    const refused = await begin().catch((error: unknown) => error);
    expect(refused).toMatchObject({ kind: 'concurrency_limited', retryAfterMs: 1000 });
    first.succeed();
    second.succeed();
    const later = await Promise.all(waiting);
    expect(later.map(({ credential: key }) => key).toSorted()).toEqual(['glm#1', 'glm#2']);
    for (const handle of later) handle.succeed();
    expect(registry.getProviderStatus()[0]?.inFlight).toBe(0);
  });

  it('finds the pace of a vendor by itself when it may', async () => {
    const { registry, glm, registrationOf } = createFixture({ circuits: { enabled: false } });
    const limits = { adaptive: true, maxConcurrent: 10, maxQueued: 0, queueTimeoutMs: 0 };
    registry.registerProvider(registrationOf(glm, { limits }));
    const fill = async () => {
      const begin = async () => registry.beginAttempt({ target: 'glm/g5', number: 1 });
      const tryToBegin = () => begin().catch(() => undefined);
      const handles = await Promise.all(Array.from({ length: 12 }, tryToBegin));
      return handles.filter((handle) => handle !== undefined);
    };
    const handles = await fill();
    expect(handles).toHaveLength(10);
    const overloaded = new APIError({ kind: 'overloaded', provider: 'glm', message: 'busy' });
    for (const handle of handles) handle.fail(overloaded);
    expect(await fill()).toHaveLength(7);
  });

  it('stops retrying a provider that fails all the time, so that its calls do not multiply its load', async () => {
    const { registry, clock, kimi, registrationOf } = createFixture({
      circuits: { enabled: false },
      retry: { budgetBurst: 5, budgetPerSecond: 0, budgetRatio: 0.1, backoffMaxMs: 10 },
    });
    registry.registerProvider(registrationOf(kimi));
    const provider = await registry.getProvider('kimi');
    kimi.failures.push(...Array<FailureKind>(1000).fill('server_error'));
    const errors: unknown[] = [];
    for (let call = 0; call < 100; call += 1) {
      const failing = provider?.chat(ask('k2')).catch((error: unknown) => errors.push(error));
      await clock.advance(50);
      await failing;
    }
    expect(errors).toHaveLength(100);
    expect(kimi.calls.length).toBeLessThanOrEqual(100 + 5 + 10);
    expect(String(errors.at(-1))).toContain('no more retries');
    expect(registry.getProviderStatus()[0]?.retriesLeft).toBe(0);
    kimi.failures.length = 0;
    await expect(provider?.chat(ask('k2'))).resolves.toBeDefined();
  });

  it('takes a target out of use by hand and back, and names what there is when nothing is called so', async () => {
    const { registry, kimi, glm, registrationOf, circuits } = createFixture();
    registry.registerProvider(registrationOf(kimi));
    registry.registerProvider(registrationOf(glm));
    registry.isolateCircuit('model', 'kimi/shared');
    expect(registry.snapshot().candidates.map(({ target, circuit }) => [target, circuit.state])).toEqual([
      ['kimi/k2', 'closed'],
      ['kimi/shared', 'isolated'],
      ['glm/g5', 'closed'],
      ['glm/shared', 'closed'],
    ]);
    await expect(beginAt(registry, 'kimi/shared')).rejects.toThrow('isolated');
    expect((await registry.getProviderForModel('shared'))?.id).toBe('glm');
    registry.resetCircuit('model', 'kimi/shared');
    expect((await registry.getProviderForModel('shared'))?.id).toBe('kimi');
    expect(circuits.map(({ from, to }) => `${from}>${to}`)).toEqual(['closed>isolated', 'isolated>closed']);
    expect(() => {
      registry.isolateCircuit('endpoint', 'kim');
    }).toThrow(ProviderNotRegisteredError);
    expect(() => {
      registry.resetCircuit('model', 'kimi/g5');
    }).toThrow('provider/model');
  });

  it('remembers its circuits over a restart, but not those of a key that was replaced meanwhile', async () => {
    const before = createFixture();
    before.registry.registerProvider(before.registrationOf(before.kimi));
    before.kimi.failures.push('quota_exhausted', 'quota_exhausted');
    await (await before.registry.getProvider('kimi'))?.chat(ask('k2')).catch(() => undefined);
    before.registry.isolateCircuit('model', 'kimi/shared');
    const text = JSON.stringify(before.registry.saveCircuits());
    expect(text).not.toContain(credential('kimi#1').secret.reveal());

    const after = createFixture();
    const registration = after.registrationOf(after.kimi);
    const [first, second] = registration.credentials ?? [];
    const replaced = { id: 'kimi#2', secret: credential('a new key').secret };
    expect(first !== undefined && second !== undefined).toBe(true);
    after.registry.registerProvider({
      ...registration,
      credentials: first === undefined ? [] : [first, replaced],
    });
    after.registry.restoreCircuits(JSON.parse(text));
    expect(after.registry.listCircuits().map(({ scope, name, view }) => [scope, name, view.state])).toEqual([
      ['model', 'kimi/shared', 'isolated'],
      ['credential', 'kimi#1', 'open'],
    ]);
    const handle = await after.registry.beginAttempt({ target: 'kimi/k2', number: 1 });
    expect(handle.credential).toBe('kimi#2');
  });

  it('ignores a saved state that is none, is of another time, or names what is not there', () => {
    const { registry, clock, kimi, registrationOf } = createFixture();
    registry.registerProvider(registrationOf(kimi));
    const open = (
      name: string,
      eligibleAtMs: number,
      policy: unknown = { ownState: { value: 1, attemptNo: 1 } },
    ) => ({
      scope: 'endpoint',
      name,
      circuit: { policy, openedAtMs: 1, eligibleAtMs, restUntilMs: 0, failedOpenings: 1 },
    });
    const nowMs = clock.nowMs();
    for (const saved of [
      undefined,
      'text',
      { version: 2, circuits: [open('kimi', nowMs + 1000)] },
      { version: 1, circuits: 'none' },
      {
        version: 1,
        circuits: [
          null,
          open('other', nowMs + 1000),
          open('kimi', nowMs - 3_600_000),
          open('kimi', nowMs + 1000, { ownState: { value: 7 } }),
          open('kimi', nowMs + 1000, { ownState: { value: 1, attemptNo: 1e12 } }),
          open('kimi', Number.NaN),
        ],
      },
    ]) {
      registry.restoreCircuits(saved);
      expect(registry.listCircuits()).toEqual([]);
    }
    registry.restoreCircuits({ version: 1, circuits: [open('kimi', nowMs + 1000)] });
    expect(registry.snapshot().candidates[0]?.circuit).toMatchObject({
      state: 'open',
      eligibleAtMs: nowMs + 1000,
    });
  });

  it('lets one caller of fifty probe a circuit that may have recovered, and everybody once it has', async () => {
    const { registry, clock, kimi, registrationOf } = createFixture();
    registry.registerProvider(registrationOf(kimi));
    const provider = await registry.getProvider('kimi');
    kimi.failures.push(...Array<FailureKind>(4).fill('server_error'));
    const askAll = async () => {
      const before = kimi.calls.length;
      const all = Promise.allSettled(Array.from({ length: 50 }, async () => provider?.chat(ask('k2'))));
      await clock.advance(0);
      await clock.advance(5000);
      const answered = (await all).filter(({ status }) => status === 'fulfilled').length;
      return { answered, called: kimi.calls.length - before };
    };
    for (let call = 0; call < 2; call += 1) {
      const failing = provider?.chat(ask('k2')).catch(() => undefined);
      await clock.advance(5000);
      await failing;
    }
    expect(registry.listCircuits().find(({ scope }) => scope === 'endpoint')?.view.state).toBe('open');
    await clock.advance(60_000);
    kimi.failures.length = 0;
    kimi.failures.push('server_error');
    expect(await askAll()).toEqual({ answered: 0, called: 1 });
    await clock.advance(120_000);
    expect(await askAll()).toEqual({ answered: 50, called: 50 });
    expect(registry.getProviderStatus()[0]?.inFlight).toBe(0);
  });
});

const noQueue = (maxConcurrent: number) => ({ maxConcurrent, maxQueued: 0, queueTimeoutMs: 0 });
