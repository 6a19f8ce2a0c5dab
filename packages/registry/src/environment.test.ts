import {
  fingerprintKey,
  startGlmSimulator,
  startKimiSimulator,
  startOpenAiCompatibleSimulator,
  type VendorSimulator,
} from '@reg/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRegistry, reportOf, type CallOptions, type ChatRequest, type Registry } from './index.js';

const kimiKey = 'sk-kimi-key-0123456789abcdef';
const otherKimiKey = 'sk-kimi-other-fedcba9876543210';
const glmKey = '0123456789abcdef0123456789abcdef.SecretPartOfTheKey';
const ask = (model: string): ChatRequest => ({ model, messages: [{ role: 'user', content: 'Say hello.' }] });

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

/** A registry that knows nothing but variables. */
function registryOf(env: Record<string, string>): Registry {
  const registry = createRegistry({ env, envFile: false, configFile: false });
  open.push(registry);
  return registry;
}

/** With both vendors, and waits that cost no time. */
const bothVendors = (env: Record<string, string> = {}): Record<string, string> => ({
  KIMI_API_KEY: kimiKey,
  KIMI_API_URL: kimi.baseUrl,
  GLM_API_KEY: glmKey,
  GLM_API_URL: glm.baseUrl,
  RETRY_BACKOFF_BASE: '0',
  ...env,
});

const kimiFails = (status = 500): void => {
  kimi.script({ kind: 'status', status, times: 'always' });
};
const outcomeOf = (registry: Registry, model: string, options?: CallOptions): Promise<string> =>
  registry.chat(ask(model), options).then(
    ({ report }) => `${report.provider}/${report.model}`,
    (error: unknown) => (error as { code: string }).code,
  );
const firstOf = (registry: Registry, model = 'auto'): string | undefined =>
  registry.explain(ask(model)).ranked[0]?.target;
const reasonsAgainst = (registry: Registry, target: string): string[] =>
  registry
    .explain(ask('auto'))
    .rejected.filter((candidate) => candidate.target === target)
    .flatMap(({ reasons }) => reasons.map(({ code }) => code));

async function readAll(registry: Registry): Promise<void> {
  for await (const _chunk of await registry.stream(ask('kimi-k2.6'))) {
    /* to the end */
  }
}

describe('keys and addresses reach the vendor', () => {
  it.each(['KIMI_API_KEY', 'MOONSHOT_API_KEY', 'MOONSHOTAI_API_KEY'])('%s', async (name) => {
    const registry = registryOf({ [name]: kimiKey, KIMI_API_URL: kimi.baseUrl });
    expect(await outcomeOf(registry, 'kimi-k2.6')).toBe('kimi/kimi-k2.6');
    expect(kimi.requests[0]?.keyFingerprint).toBe(fingerprintKey(kimiKey));
  });

  it.each(['GLM_API_KEY', 'ZAI_API_KEY', 'ZHIPUAI_API_KEY', 'ZHIPU_API_KEY', 'BIGMODEL_API_KEY'])(
    '%s',
    async (name) => {
      const registry = registryOf({ [name]: glmKey, GLM_API_URL: glm.baseUrl });
      expect(await outcomeOf(registry, 'glm-4.7')).toBe('glm/glm-4.7');
      expect(glm.requests[0]?.keyFingerprint).toBe(fingerprintKey(glmKey));
    },
  );

  it.each(['KIMI_API_URL', 'KIMI_BASE_URL', 'MOONSHOT_API_URL', 'MOONSHOT_API_BASE'])('%s', async (name) => {
    expect(await outcomeOf(registryOf({ KIMI_API_KEY: kimiKey, [name]: kimi.baseUrl }), 'kimi-k2.6')).toBe(
      'kimi/kimi-k2.6',
    );
  });

  it.each(['GLM_API_URL', 'GLM_BASE_URL', 'ZAI_BASE_URL', 'ZHIPUAI_API_URL', 'ZHIPUAI_BASE_URL'])(
    '%s',
    async (name) => {
      expect(await outcomeOf(registryOf({ GLM_API_KEY: glmKey, [name]: glm.baseUrl }), 'glm-4.7')).toBe(
        'glm/glm-4.7',
      );
    },
  );

  it('KIMI_API_KEYS: several keys take turns', async () => {
    const keys = `${kimiKey},${otherKimiKey}`;
    const registry = registryOf({ KIMI_API_KEYS: keys, KIMI_API_URL: kimi.baseUrl });
    for (let call = 0; call < 2; call += 1) await registry.chat(ask('kimi-k2.6'));
    expect(new Set(kimi.requests.map(({ keyFingerprint }) => keyFingerprint))).toEqual(
      new Set([kimiKey, otherKimiKey].map(fingerprintKey)),
    );
  });

  it('CUSTOM_API_URL, CUSTOM_MODEL_NAME: a box of one’s own, without a key', async () => {
    const box = await startOpenAiCompatibleSimulator({ models: ['qwen3'] });
    const registry = registryOf({ CUSTOM_API_URL: box.baseUrl, CUSTOM_MODEL_NAME: 'qwen3' });
    expect(await outcomeOf(registry, 'qwen3')).toBe('custom/qwen3');
    await box.close();
  });
});

describe('who may answer', () => {
  it('ALLOWED_PROVIDERS admits those and nobody else', async () => {
    const registry = registryOf(bothVendors({ ALLOWED_PROVIDERS: 'GLM' }));
    expect(await outcomeOf(registry, 'kimi-k2.6')).toBe('no_eligible_model');
    expect(registry.getAvailableProviders()).toEqual(['glm']);
    expect(reasonsAgainst(registry, 'kimi/kimi-k2.6')).toContain('provider_not_allowed');
    expect(kimi.requests).toHaveLength(0);
  });

  it('DISABLED_PROVIDERS keeps them out, allowed or not', async () => {
    const registry = registryOf(bothVendors({ ALLOWED_PROVIDERS: 'kimi,glm', DISABLED_PROVIDERS: 'kimi' }));
    expect(await outcomeOf(registry, 'kimi-k2.6')).toBe('no_eligible_model');
    expect(await registry.getProvider('kimi')).toBeUndefined();
    expect(firstOf(registry)).toMatch(/^glm\//);
  });

  it('ENABLE_GLM=false: known but never called', async () => {
    const registry = registryOf(bothVendors({ ENABLE_GLM: 'false' }));
    expect(await outcomeOf(registry, 'glm-4.7')).toBe('no_eligible_model');
    expect(registry.getAvailableProviders()).toEqual(['kimi']);
    expect(glm.requests).toHaveLength(0);
  });

  it('KIMI_ALLOWED_MODELS admits those of its vendor, in any case', async () => {
    const registry = registryOf(bothVendors({ KIMI_ALLOWED_MODELS: 'KIMI-K2.6' }));
    expect(registry.getAllowedModelsForProvider('kimi')).toEqual(['kimi-k2.6']);
    expect(registry.getAvailableModelNames('kimi')).toEqual(['kimi-k2.6']);
    expect(await outcomeOf(registry, 'kimi-k2.7-code')).toBe('no_eligible_model');
  });

  it('GLM_PREFERRED_MODELS come first among its vendor’s', () => {
    const registry = registryOf(
      bothVendors({ ALLOWED_PROVIDERS: 'glm', GLM_PREFERRED_MODELS: 'glm-4.6,glm-4.7' }),
    );
    expect(registry.getAvailableModelNames('glm').slice(0, 2)).toEqual(['glm-4.6', 'glm-4.7']);
  });

  it('DEFAULT_MODEL answers when none is named, and another may answer for it', async () => {
    const registry = registryOf(bothVendors({ DEFAULT_MODEL: 'kimi-k2.6' }));
    expect(await outcomeOf(registry, '')).toBe('kimi/kimi-k2.6');
    kimiFails();
    expect(await outcomeOf(registry, '')).toMatch(/^glm\//);
  });

  it('FALLBACK_ON_FAILURE lets another model answer for one that was named', async () => {
    kimiFails();
    expect(await outcomeOf(registryOf(bothVendors()), 'kimi-k2.6')).toBe('all_candidates_failed');
    expect(await outcomeOf(registryOf(bothVendors({ FALLBACK_ON_FAILURE: 'true' })), 'kimi-k2.6')).toMatch(
      /^glm\//,
    );
  });
});

describe('money', () => {
  it('FREE_TIER_PREFERENCE_ENABLED puts free models first, FREE_MODEL_LIST adds to them', () => {
    const isFree = (registry: Registry) => registry.explain(ask('auto')).ranked[0]?.free;
    expect(isFree(registryOf(bothVendors()))).toBe(false);
    expect(isFree(registryOf(bothVendors({ FREE_TIER_PREFERENCE_ENABLED: 'true' })))).toBe(true);
    const listed = registryOf(
      bothVendors({
        FREE_TIER_PREFERENCE_ENABLED: 'true',
        FREE_MODEL_LIST: 'KIMI-K2.6',
        ALLOWED_PROVIDERS: 'kimi',
      }),
    );
    expect(firstOf(listed)).toBe('kimi/kimi-k2.6');
  });

  it('COST_AWARE_ROUTING_ENABLED and MODEL_COSTS_JSON put the cheaper one first', () => {
    const costs = JSON.stringify({ 'glm-5.2': 0.000001 });
    const env = { MODEL_COSTS_JSON: costs, GLM_ALLOWED_MODELS: 'glm-4.7,glm-5.2', ALLOWED_PROVIDERS: 'glm' };
    expect(firstOf(registryOf(bothVendors({ ...env, COST_AWARE_ROUTING_ENABLED: 'true' })))).toBe(
      'glm/glm-5.2',
    );
  });

  it('MODEL_COSTS_JSON is US dollars per million tokens in what a call costs', async () => {
    const registry = registryOf(
      bothVendors({ MODEL_COSTS_JSON: '{"kimi-k2.6": {"input": 500000, "output": 1000000}}' }),
    );
    const { report } = await registry.chat(ask('kimi-k2.6'));
    expect(report.costUsd).toBeCloseTo(report.usage.inputTokens / 2 + report.usage.outputTokens, 6);
  });

  it('MAX_COST_PER_REQUEST refuses what could cost more, and 0 is a limit too', async () => {
    const registry = registryOf(bothVendors({ MAX_COST_PER_REQUEST: '0' }));
    expect(await outcomeOf(registry, 'kimi-k2.6')).toBe('no_eligible_model');
    expect(reasonsAgainst(registry, 'kimi/kimi-k2.6')).toEqual(['over_cost_cap']);
    expect(registry.explain(ask('auto')).ranked.every(({ free }) => free)).toBe(true);
    expect(kimi.requests).toHaveLength(0);
  });
});

describe('bad days', () => {
  const callsUntilOpen = async (env: Record<string, string>, calls = 6): Promise<number> => {
    kimiFails();
    const registry = registryOf(bothVendors({ RETRY_ATTEMPTS: '1', FALLBACK_ON_FAILURE: 'true', ...env }));
    for (let call = 0; call < calls; call += 1) await outcomeOf(registry, 'kimi-k2.6');
    return kimi.requests.length;
  };

  it('RETRY_ATTEMPTS is the number of attempts on one target', async () => {
    kimiFails();
    await outcomeOf(registryOf(bothVendors({ RETRY_ATTEMPTS: '1' })), 'kimi-k2.6');
    expect(kimi.requests).toHaveLength(1);
    await outcomeOf(
      registryOf(bothVendors({ RETRY_ATTEMPTS: '3', CIRCUIT_BREAKER_ENABLED: 'false' })),
      'kimi-k2.6',
    );
    expect(kimi.requests).toHaveLength(4);
  });

  it('RETRY_BACKOFF_BASE and RETRY_BACKOFF_MAX bound the waits, in seconds', async () => {
    kimiFails();
    const registry = createRegistry({
      env: bothVendors({ RETRY_ATTEMPTS: '3', RETRY_BACKOFF_BASE: '0.02', RETRY_BACKOFF_MAX: '0.03' }),
      envFile: false,
      configFile: false,
      random: () => 1,
    });
    open.push(registry);
    await outcomeOf(registry, 'kimi-k2.6');
    const [first = 0, second = 0, third = 0] = kimi.requests.map(({ atMs }) => atMs);
    expect(second - first).toBeGreaterThanOrEqual(19);
    expect(third - second).toBeGreaterThanOrEqual(29);
  });

  it('FAILURE_THRESHOLD failures in a row open the circuit', async () => {
    expect(await callsUntilOpen({ FAILURE_THRESHOLD: '2' })).toBe(2);
  });

  it('HALF_OPEN_SEC is how long it stays open, in seconds', async () => {
    kimiFails();
    const registry = registryOf(
      bothVendors({ RETRY_ATTEMPTS: '1', FAILURE_THRESHOLD: '1', HALF_OPEN_SEC: '100' }),
    );
    await outcomeOf(registry, 'kimi-k2.6');
    const view = registry.listCircuits().find(({ scope }) => scope === 'endpoint')?.view;
    const openMs = (view?.eligibleAtMs ?? 0) - (view?.openedAtMs ?? 0);
    expect(openMs).toBeGreaterThanOrEqual(80_000);
    expect(openMs).toBeLessThanOrEqual(120_000);
  });

  it('CIRCUIT_BREAKER_ENABLED=false calls on', async () => {
    expect(await callsUntilOpen({ CIRCUIT_BREAKER_ENABLED: 'false' })).toBe(6);
  });

  it('HEALTH_CHECKS_ENABLED=false records nothing and repeats nothing', async () => {
    expect(await callsUntilOpen({ HEALTH_CHECKS_ENABLED: 'false', RETRY_ATTEMPTS: '2' })).toBe(6);
    expect(open[0]?.listCircuits()).toEqual([]);
  });

  it('HEALTH_LOG_ONLY=true records the open circuit and keeps nobody away', async () => {
    expect(await callsUntilOpen({ HEALTH_LOG_ONLY: 'true' })).toBe(6);
    expect(open[0]?.listCircuits().find(({ scope }) => scope === 'endpoint')?.view.state).toBe('open');
  });

  it.each([
    ['REG_TIMEOUT_HEADERS_MS', { kind: 'silence' }, 'headers_timeout', false],
    ['REG_TIMEOUT_FIRST_TOKEN_MS', { kind: 'stall', afterContentChunks: 0 }, 'first_token_timeout', true],
    ['REG_TIMEOUT_IDLE_MS', { kind: 'stall', afterContentChunks: 2 }, 'idle_timeout', true],
    ['REG_TIMEOUT_TOTAL_MS', { kind: 'silence' }, 'total_timeout', false],
  ] as const)('%s ends what takes longer', async (name, fault, outcome, streamed) => {
    kimi.script({ ...fault, times: 'always' });
    const registry = registryOf(bothVendors({ [name]: '60', RETRY_ATTEMPTS: '1' }));
    const failed = streamed ? readAll(registry) : registry.chat(ask('kimi-k2.6'));
    const error: unknown = await failed.then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(reportOf(error)?.attempts.map((attempt) => attempt.outcome)).toEqual([outcome]);
  });
});
