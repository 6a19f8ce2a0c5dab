import { startGlmSimulator, startKimiSimulator, type VendorSimulator } from '@reg/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRegistry, type ChatRequest, type Registry } from './index.js';

const ask = (model: string): ChatRequest => ({ model, messages: [{ role: 'user', content: 'Say hello.' }] });
let kimi: VendorSimulator;
let glm: VendorSimulator;
let registry: Registry;

beforeEach(async () => {
  [kimi, glm] = await Promise.all([startKimiSimulator(), startGlmSimulator()]);
  registry = registryOf({});
});

afterEach(async () => {
  await registry.close();
  await Promise.all([kimi.close(), glm.close()]);
});

function registryOf(env: Record<string, string>): Registry {
  const keys = {
    KIMI_API_KEY: 'sk-kimi-key-0123456789abcdef',
    GLM_API_KEY: '0123456789abcdef0123456789abcdef.SecretPartOfTheKey',
  };
  const urls = { KIMI_API_URL: kimi.baseUrl, GLM_API_URL: glm.baseUrl };
  const waits = { RETRY_ATTEMPTS: '1', RETRY_BACKOFF_BASE: '0', FAILURE_THRESHOLD: '2' };
  return createRegistry({ env: { ...keys, ...urls, ...waits, ...env }, envFile: false, configFile: false });
}

const codeOf = (answering: Promise<unknown>): Promise<string> =>
  answering.then(
    () => 'answered',
    (error: unknown) => (error as { code: string }).code,
  );
const endpoint = () => registry.listCircuits().find(({ scope }) => scope === 'endpoint')?.view;

describe('what counts against a provider', () => {
  it('is not what is wrong with the request', async () => {
    kimi.script({ kind: 'status', status: 400, times: 'always' });
    for (let call = 0; call < 6; call += 1) await codeOf(registry.chat(ask('kimi-k2.6')));
    expect(kimi.requests).toHaveLength(6);
    expect(registry.listCircuits().every(({ view }) => view.state === 'closed')).toBe(true);
  });

  it('is one thing for each call, successes between them forgiving the earlier ones', async () => {
    for (let round = 0; round < 4; round += 1) {
      kimi.script({ kind: 'status', status: 500, times: 1 });
      await codeOf(registry.chat(ask('kimi-k2.6')));
      expect(await codeOf(registry.chat(ask('kimi-k2.6')))).toBe('answered');
    }
    expect(endpoint()?.state).toBe('closed');
  });

  it('is not forgiven by a call that is no chat', async () => {
    kimi.script({ kind: 'status', status: 500, times: 2 });
    for (let call = 0; call < 2; call += 1) await codeOf(registry.chat(ask('kimi-k2.6')));
    expect(endpoint()?.state).toBe('open');
    await registry.listLiveModels();
    const provider = await registry.getKimiProvider();
    expect(await provider?.features.estimateTokens?.(ask('kimi-k2.6'), {} as never)).toBeGreaterThan(0);
    expect(kimi.requests).toHaveLength(4);
    expect(endpoint()?.state).toBe('open');
    expect(await registry.getProviderForModel('kimi-k2.6')).toBeUndefined();
  });

  it('counts and keeps away in the same manner when a provider is used directly', async () => {
    kimi.script({ kind: 'status', status: 500, times: 2 });
    const provider = await registry.getKimiProvider();
    const callDirectly = () => codeOf(provider?.chat(ask('kimi-k2.6')) ?? Promise.resolve());
    for (let call = 0; call < 3; call += 1) expect(await callDirectly()).not.toBe('answered');
    expect(kimi.requests).toHaveLength(2);
    expect((await registry.chat(ask('auto'))).report.provider).toBe('glm');
    expect(registry.getTelemetry().models).toMatchObject([
      { provider: 'glm', attempts: 1, successes: 1 },
      { provider: 'kimi', model: 'kimi-k2.6', attempts: 2, successes: 0 },
    ]);
  });
});

describe('what the caller is promised', () => {
  it('no price: a free model that the operator puts a price on is not called under freeOnly', async () => {
    await registry.close();
    registry = registryOf({ MODEL_COSTS_JSON: '{"GLM-4.7-Flash": 1}' });
    const { ranked, rejected } = registry.explain(ask('auto'), { freeOnly: true });
    expect(ranked.map(({ target }) => target)).not.toContain('glm/glm-4.7-flash');
    expect(
      rejected.find(({ target }) => target === 'glm/glm-4.7-flash')?.reasons.map(({ code }) => code),
    ).toEqual(['not_free']);
    expect(await codeOf(registry.chat(ask('glm-4.7-flash'), { freeOnly: true }))).toBe('no_eligible_model');
  });

  it('the model that was named: another answers only when that was allowed, and the report says so', async () => {
    kimi.script({ kind: 'status', status: 500, times: 'always' });
    expect(await codeOf(registry.chat(ask('kimi-k2.6')))).toBe('all_candidates_failed');
    expect(glm.requests).toHaveLength(0);
    const { report } = await registry.chat(ask('kimi-k2.6'), { allowFallback: true });
    expect(report).toMatchObject({ provider: 'glm', fallback: true });
  });

  it('no fallback into a model that nobody may use, whatever fails', async () => {
    await registry.close();
    registry = registryOf({ KIMI_ALLOWED_MODELS: 'kimi-k2.6', GLM_ALLOWED_MODELS: 'glm-4.7' });
    for (const vendor of [kimi, glm]) vendor.script({ kind: 'status', status: 503, times: 'always' });
    expect(await codeOf(registry.chat(ask('auto')))).toBe('all_candidates_failed');
    const called = [kimi, glm].flatMap(({ requests }) =>
      requests.map(({ body }) => (body as ChatRequest).model),
    );
    expect(called.toSorted()).toEqual(['glm-4.7', 'kimi-k2.6']);
    expect(registry.getPreferredFallbackModel()).toMatch(/^(kimi\/kimi-k2\.6|glm\/glm-4\.7)$/);
  });

  it('no prompt and no key in any header but the one for keys', async () => {
    await registry.chat(ask('kimi-k2.6'));
    const { authorization: _key, ...others } = kimi.requests[0]?.headers ?? {};
    expect(JSON.stringify(others)).not.toMatch(/Say hello|sk-kimi|idempotency/i);
  });
});
