import { inspect } from 'node:util';
import {
  glmErrors,
  kimiErrors,
  startGlmSimulator,
  startKimiSimulator,
  startOpenAiCompatibleSimulator,
  type VendorSimulator,
} from '@reg/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  AllCandidatesFailedError,
  closeDefaultRegistry,
  ConfigurationError,
  createRegistry,
  getDefaultRegistry,
  ModelNotFoundError,
  ModelRetiredError,
  NoEligibleModelError,
  reportOf,
  type ChatRequest,
  type ConfigInput,
  type Registry,
} from './index.js';

const kimiKey = 'sk-kimi-test-key-0123456789abcdef';
const glmKey = '0123456789abcdef0123456789abcdef.SecretPartOfTheKey';
const ask = (model: string, content = 'Say hello.'): ChatRequest => ({
  model,
  messages: [{ role: 'user', content }],
});

let kimi: VendorSimulator;
let glm: VendorSimulator;
let open: Registry[];

beforeEach(async () => {
  open = [];
  [kimi, glm] = await Promise.all([startKimiSimulator(), startGlmSimulator()]);
});

afterEach(async () => {
  await Promise.all(open.map((registry) => registry.close()));
  await Promise.all([kimi.close(), glm.close()]);
});

/** A registry whose vendors are the simulators; quick retries, so that failures cost no time. */
function registryWith(overrides: ConfigInput = {}, env: Record<string, string> = {}): Registry {
  const { providers, ...rest } = overrides;
  const registry = createRegistry({
    env,
    envFile: false,
    configFile: false,
    overrides: {
      retry: { attempts: 2, backoffBaseMs: 1, backoffMaxMs: 5 },
      ...rest,
      providers: {
        kimi: { baseUrl: kimi.baseUrl, apiKeys: [kimiKey] },
        glm: { baseUrl: glm.baseUrl, apiKeys: [glmKey] },
        ...providers,
      },
    },
  });
  open.push(registry);
  return registry;
}

const requestsSent = (): number => kimi.requests.length + glm.requests.length;

describe('createRegistry', () => {
  it('answers with the model that was asked for, and accounts for it', async () => {
    const registry = registryWith();
    const { completion, report } = await registry.chat(ask('kimi-k2.6', 'Which river flows through Vienna?'));
    expect(completion.choices[0]?.message.content).toContain('Vienna');
    expect(report).toMatchObject({ provider: 'kimi', model: 'kimi-k2.6', fallback: false });
    expect(report.usage.inputTokens).toBeGreaterThan(0);
    expect(report.costUsd).toBeGreaterThan(0);
    expect(registry.getTelemetry().models).toMatchObject([
      { provider: 'kimi', model: 'kimi-k2.6', attempts: 1, successes: 1 },
    ]);
  });

  it('streams an answer that is the same as the whole one, with usage at the end', async () => {
    const registry = registryWith();
    const whole = await registry.chat(ask('glm-4.7'));
    const stream = await registry.stream(ask('glm-4.7'));
    let text = '';
    for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? '';
    expect(text).toBe(whole.completion.choices[0]?.message.content);
    const report = await stream.finished;
    expect(report.attempts).toMatchObject([{ outcome: 'success', provider: 'glm' }]);
    expect(report.usage.outputTokens).toBe(whole.report.usage.outputTokens);
  });

  it('explains without calling anybody, and the explained choice answers', async () => {
    const registry = registryWith();
    const decision = registry.explain(ask('auto'), { seed: 7 });
    expect(requestsSent()).toBe(0);
    expect(decision.ranked.length).toBeGreaterThan(3);
    expect(decision.rejected.every((candidate) => candidate.reasons.length > 0)).toBe(true);
    expect((await registry.chat(ask('auto'), { seed: 7 })).report).toMatchObject({
      provider: decision.ranked[0]?.provider,
      model: decision.ranked[0]?.model,
    });
  });

  it("fails over unseen, before and during a stream's first moments, when the caller allows it", async () => {
    const registry = registryWith();
    kimi.script({ kind: 'preamble_then_error', error: kimiErrors['engineOverloaded']!, times: 'always' });
    const stream = await registry.stream(ask('kimi-k2.6'), { allowFallback: true });
    let text = '';
    for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? '';
    const report = await stream.finished;
    expect(text.length).toBeGreaterThan(0);
    expect(report.fallback).toBe(true);
    expect(report.provider).toBe('glm');
    expect(report.attempts.at(0)).toMatchObject({ target: 'kimi/kimi-k2.6', outcome: 'overloaded' });
  });

  it('never replaces a model that was asked for by name unless the caller allows it', async () => {
    const registry = registryWith();
    kimi.script({ kind: 'status', status: 500, times: 'always' });
    const error = await registry.chat(ask('kimi-k2.6')).catch((thrown: unknown) => thrown);
    expect(AllCandidatesFailedError.isInstance(error)).toBe(true);
    expect(reportOf(error)?.attempts.map((attempt) => attempt.target)).toEqual([
      'kimi/kimi-k2.6',
      'kimi/kimi-k2.6',
    ]);
    expect(glm.requests).toHaveLength(0);
  });

  it('ends a stream that breaks after its first content with an error, and replays nothing', async () => {
    const registry = registryWith();
    kimi.script({ kind: 'cut', afterContentChunks: 2, ending: 'end' });
    const stream = await registry.stream(ask('kimi-k2.6'), { allowFallback: true });
    await expect(
      (async () => {
        for await (const _chunk of stream) {
          /* to the break */
        }
      })(),
    ).rejects.toMatchObject({ code: 'stream_truncated' });
    expect((await stream.finished).attempts).toMatchObject([{ outcome: 'stream_truncated' }]);
    expect(requestsSent()).toBe(1);
  });

  it('tries another key of the same provider when one is dead, and rests the dead one', async () => {
    const other = 'sk-kimi-other-key-fedcba9876543210';
    const registry = registryWith({
      providers: { kimi: { baseUrl: kimi.baseUrl, apiKeys: [kimiKey, other] } },
    });
    kimi.script({
      kind: 'error',
      error: kimiErrors['incorrectApiKey'] ?? Object.values(kimiErrors).find(({ status }) => status === 401)!,
      when: { key: kimiKey },
      times: 'always',
    });
    const { report } = await registry.chat(ask('kimi-k2.6'));
    expect(report.attempts.map((attempt) => [attempt.credential, attempt.outcome])).toEqual([
      ['kimi#1', 'authentication'],
      ['kimi#2', 'success'],
    ]);
    await registry.chat(ask('kimi-k2.6'));
    expect(kimi.requests).toHaveLength(3);
  });

  it('says that credentials are exhausted when every key is refused', async () => {
    const registry = registryWith();
    glm.script({ kind: 'error', error: glmErrors['1113']!, times: 'always' });
    await expect(registry.chat(ask('glm-4.7'))).rejects.toMatchObject({
      code: 'upstream_credentials_exhausted',
    });
    expect(glm.requests).toHaveLength(1);
  });

  it('keeps the promise of freeOnly whatever fails', async () => {
    const registry = registryWith();
    glm.script({ kind: 'status', status: 500, times: 'always' });
    await expect(registry.chat(ask('auto'), { freeOnly: true })).rejects.toBeInstanceOf(Error);
    const called = glm.requests.map((request) => (request.body as { model?: string } | undefined)?.model);
    expect(called.length).toBeGreaterThan(0);
    const free = registry
      .snapshot()
      .candidates.filter(({ model }) => model.free)
      .map(({ model }) => model.id);
    expect(called.filter((model) => model === undefined || !free.includes(model))).toEqual([]);
    expect(kimi.requests).toHaveLength(0);
  });

  it('keeps a cost cap: nobody is called who could cost more', async () => {
    const registry = registryWith();
    const error = await registry
      .chat(ask('kimi-k2.6'), { maxCostUsd: 0.0000001 })
      .catch((thrown: unknown) => thrown);
    expect(
      NoEligibleModelError.isInstance(error) &&
        error.decision.rejected.some((candidate) =>
          candidate.reasons.some(({ code }) => code === 'over_cost_cap'),
        ),
    ).toBe(true);
    expect(requestsSent()).toBe(0);
  });

  it('names near matches of an unknown model and the successor of a retired one', async () => {
    const registry = registryWith();
    await expect(registry.chat(ask('kimi-k2.7-cod'))).rejects.toSatisfy(
      (error) => ModelNotFoundError.isInstance(error) && error.nearMatches.includes('kimi-k2.7-code'),
    );
    await expect(registry.chat(ask('kimi-k2-0905-preview'))).rejects.toSatisfy(
      (error) => ModelRetiredError.isInstance(error) && error.successor !== undefined,
    );
    expect(requestsSent()).toBe(0);
  });

  it('refuses placeholder keys before anything is sent, and says which variable to set', async () => {
    const registry = registryWith({
      providers: { kimi: { baseUrl: kimi.baseUrl, apiKeys: ['your_kimi_api_key_here'] } },
    });
    await expect(registry.chat(ask('kimi-k2.6'))).rejects.toSatisfy(
      (error) => NoEligibleModelError.isInstance(error) && error.message.includes('KIMI_API_KEY'),
    );
    expect(kimi.requests).toHaveLength(0);
    const diagnosis = (await registry.diagnoseAll()).find(({ provider }) => provider === 'kimi');
    expect(diagnosis).toMatchObject({ usable: false, keyIsPlaceholder: true });
  });

  it('serves several endpoints of one type, each with its own key and address', async () => {
    const china = await startKimiSimulator();
    const registry = registryWith({
      providers: {
        'kimi-china': { type: 'kimi', baseUrl: china.baseUrl, apiKeys: ['sk-china-key-0123456789abcdef'] },
      },
    });
    expect((await registry.chat(ask('kimi-china/kimi-k2.6'))).report.provider).toBe('kimi-china');
    expect((await registry.chat(ask('kimi-k2.6'))).report.provider).toBe('kimi');
    expect(china.requests).toHaveLength(1);
    await china.close();
  });

  it('serves an OpenAI-compatible box from configuration alone, without a key and free', async () => {
    const box = await startOpenAiCompatibleSimulator({ models: ['llama3.2'] });
    const registry = registryWith({
      providers: {
        box: {
          type: 'openai-compatible',
          baseUrl: box.baseUrl,
          free: true,
          models: [{ id: 'llama3.2', contextWindow: 8192 }],
        },
      },
    });
    const { report } = await registry.chat(ask('llama3.2'), { freeOnly: true });
    expect(report).toMatchObject({ provider: 'box', model: 'llama3.2', costUsd: 0 });
    await box.close();
  });

  it("merges the catalogue with the vendors' live lists, tolerating one without", async () => {
    const registry = registryWith();
    glm.script({ kind: 'status', status: 404, when: { path: '/models' }, times: 'always' });
    const { models, problems } = await registry.listLiveModels();
    expect(problems).toEqual([]);
    expect(models.find(({ target }) => target === 'kimi/kimi-k2.6')).toMatchObject({
      live: true,
      source: 'both',
    });
    expect(models.filter(({ provider }) => provider === 'glm').length).toBeGreaterThan(5);
    const asked = kimi.requests.length;
    await registry.listLiveModels();
    expect(kimi.requests).toHaveLength(asked);
  });

  it("opens the vendors' features: balance, token estimate, files", async () => {
    const registry = registryWith();
    const provider = await registry.getKimiProvider();
    expect(await provider?.features.balance?.({} as never)).toMatchObject({
      currency: expect.any(String) as string,
    });
    expect(await provider?.features.estimateTokens?.(ask('kimi-k2.6'), {} as never)).toBeGreaterThan(0);
    expect(
      await (await registry.getGlmProvider())?.features.estimateTokens?.(ask('glm-4.7'), {} as never),
    ).toBeGreaterThan(0);
  });

  it('passes on what a model would refuse as a warning instead of an error', async () => {
    const registry = registryWith();
    const { report } = await registry.chat({ ...ask('kimi-k2.6'), temperature: 0.2, seed: 5 });
    expect(report.warnings.map(({ parameter }) => parameter)).toEqual(
      expect.arrayContaining(['temperature', 'seed']),
    );
  });

  it('sends a picture that is given by its address only to a model that fetches addresses', async () => {
    const registry = registryWith();
    const content = [
      { type: 'image_url', image_url: { url: 'https://example.com/cat.png' } },
      { type: 'text', text: 'What is this?' },
    ];
    const decision = registry.explain({ model: 'auto', messages: [{ role: 'user', content }] });
    expect(new Set(decision.ranked.map(({ provider }) => provider))).toEqual(new Set(['glm']));
    expect(
      decision.rejected.find(({ target }) => target === 'kimi/kimi-k2.6')?.reasons.map(({ code }) => code),
    ).toEqual(['missing_remote_media']);
    expect(
      (await registry.chat({ model: 'auto', messages: [{ role: 'user', content }] })).report.provider,
    ).toBe('glm');
  });

  it('walks the chain of a category with any call function', async () => {
    const registry = registryWith();
    const seen: string[] = [];
    const result = await registry.callWithFallback('fast_response', ({ target, provider, model, call }) => {
      seen.push(target);
      if (seen.length === 1) kimi.script({ kind: 'status', status: 500 });
      return provider.chat(ask(model), call);
    });
    expect(result.value.choices[0]?.message.content).toBeTruthy();
    expect(registry.fallbackChain('fast_response')).toContain(result.target);
    expect(registry.getPreferredFallbackModel('fast_response')).toBe(
      registry.fallbackChain('fast_response')[0],
    );
  });

  it('ends with the deadline, upstream included', async () => {
    const registry = registryWith();
    kimi.script({ kind: 'silence', times: 'always' });
    await expect(registry.chat(ask('kimi-k2.6'), { deadlineMs: 100 })).rejects.toMatchObject({
      code: 'deadline_exceeded',
    });
    await kimi.idle();
    expect(kimi.requests[0]).toMatchObject({ aborted: true });
  });

  it('times a model by its own timeouts, others by those of the provider, the rest by the vendor’s', async () => {
    const registry = registryWith({
      providers: {
        kimi: {
          baseUrl: kimi.baseUrl,
          apiKeys: [kimiKey],
          timeouts: { headersMs: 7_000 },
          modelTimeouts: { 'Kimi-K2.6': { headersMs: 50 } },
        },
      },
      routing: { maxAttempts: 1 },
    });
    kimi.script({ kind: 'silence', times: 1 });
    await expect(registry.chat(ask('kimi-k2.6'))).rejects.toMatchObject({
      attempts: [{ outcome: 'headers_timeout', message: expect.stringContaining('50 ms') as string }],
    });
    const other = await registry.beginAttempt({ target: 'kimi/kimi-k2.7-code', number: 1 });
    expect(other.call.timeouts.headersMs).toBe(7_000);
    expect(other.call.timeouts.idleMs).toBeGreaterThan(1_000);
    other.fail(new Error('not needed'));
  });

  it('never shows a key: not in errors, reports, decisions, diagnoses or the registry itself', async () => {
    const registry = registryWith();
    kimi.script({
      kind: 'status',
      status: 401,
      body: { error: { type: 'incorrect_api_key_error', message: `Incorrect API key provided: ${kimiKey}` } },
      times: 'always',
    });
    const error = await registry
      .chat(ask('kimi-k2.6'), { allowFallback: false })
      .catch((thrown: unknown) => thrown);
    const told = [
      error,
      reportOf(error),
      registry.explain(ask('auto')),
      await registry.diagnoseAll(),
      registry.snapshot(),
      registry.config,
      registry.getTelemetry(),
      registry.getProviderStatus(),
    ];
    const texts = told.flatMap((value) => [
      JSON.stringify(value),
      inspect(value, { depth: 12, showHidden: true }),
      String(value),
    ]);
    expect(
      texts.filter(
        (text) => text.includes(kimiKey) || text.includes(glmKey) || text.includes('SecretPartOfTheKey'),
      ),
    ).toEqual([]);
  });

  it('throws every wrong setting at once', () => {
    expect(() => registryWith({}, { RETRY_ATTEMPTS: 'many', HEALTH_LOG_ONLY: 'perhaps' })).toThrow(
      ConfigurationError,
    );
    try {
      registryWith({}, { RETRY_ATTEMPTS: 'many', HEALTH_LOG_ONLY: 'perhaps' });
    } catch (error) {
      expect(ConfigurationError.isInstance(error) && error.problems.map(({ name }) => name)).toEqual(
        expect.arrayContaining(['RETRY_ATTEMPTS', 'HEALTH_LOG_ONLY']),
      );
    }
  });

  it('in log-only mode records the open circuit and keeps calling', async () => {
    const registry = registryWith({ health: { logOnly: true }, retry: { attempts: 1 } });
    kimi.script({ kind: 'status', status: 500, times: 4 });
    for (let call = 0; call < 4; call += 1) await registry.chat(ask('kimi-k2.6')).catch(() => undefined);
    expect(
      registry.snapshot().candidates.find(({ target }) => target === 'kimi/kimi-k2.6')?.circuit,
    ).toMatchObject({ state: 'open', gates: false });
    await expect(registry.chat(ask('kimi-k2.6'))).resolves.toBeDefined();
  });

  it('offers one default registry, made when first asked for', async () => {
    const first = getDefaultRegistry();
    expect(getDefaultRegistry()).toBe(first);
    await closeDefaultRegistry();
    expect(getDefaultRegistry()).not.toBe(first);
    await closeDefaultRegistry();
  });
});
