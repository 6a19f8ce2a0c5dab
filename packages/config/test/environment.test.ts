import { describe, expect, it } from 'vitest';
import { loadConfig } from '../src/index.js';
import type { EffectiveConfig } from '../src/effective-config.js';
import { only, problemsOf } from './files.js';

const load = (env: Readonly<Record<string, string>>) => loadConfig(only(env));
const keysOf = (config: EffectiveConfig, id: string) =>
  config.providers[id]?.apiKeys.map((key) => key.reveal());

describe('every variable reaches its setting', () => {
  it.each<[string, string, (config: EffectiveConfig) => unknown, unknown]>([
    ['REG_HOST', '0.0.0.0', (c) => c.server.host, '0.0.0.0'],
    ['REG_PORT', '9000', (c) => c.server.port, 9000],
    ['REG_API_KEYS', 'one, two,', (c) => c.server.apiKeys.map((key) => key.reveal()), ['one', 'two']],
    ['REG_LOG_LEVEL', 'DEBUG', (c) => c.server.logLevel, 'debug'],
    ['REG_LOG_PROMPTS', 'yes', (c) => c.server.logPrompts, true],
    ['REG_READER_TIMEOUT_MS', '9000', (c) => c.server.readerTimeoutMs, 9000],
    ['REG_HEARTBEAT_MS', '0', (c) => c.server.heartbeatMs, 0],
    ['REG_WORKERS', '4', (c) => c.server.workers, 4],
    ['REG_OVERLOAD', 'off', (c) => c.server.overload.enabled, false],
    ['REG_OVERLOAD_MAX_DELAY_MS', '25', (c) => c.server.overload.maxDelayMs, 25],
    ['REG_OVERLOAD_MIN_CONCURRENT', '500', (c) => c.server.overload.minConcurrent, 500],
    ['REG_SANDBOX', 'off', (c) => c.server.sandbox, 'off'],
    ['REG_STATE_DIR', '/var/lib/reg', (c) => c.stateDir, '/var/lib/reg'],
    ['REG_TIMEOUT_CONNECT_MS', '1', (c) => c.timeouts.connectMs, 1],
    ['REG_TIMEOUT_HEADERS_MS', '2', (c) => c.timeouts.headersMs, 2],
    ['REG_TIMEOUT_FIRST_TOKEN_MS', '3', (c) => c.timeouts.firstTokenMs, 3],
    ['REG_TIMEOUT_IDLE_MS', '4', (c) => c.timeouts.idleMs, 4],
    ['REG_TIMEOUT_TOTAL_MS', '5', (c) => c.providers.kimi?.timeouts.totalMs, 5],
    ['HEALTH_CHECKS_ENABLED', 'false', (c) => c.health.enabled, false],
    ['HEALTH_LOG_ONLY', 'true', (c) => c.health.logOnly, true],
    ['CIRCUIT_BREAKER_ENABLED', 'off', (c) => c.circuits.enabled, false],
    ['FAILURE_THRESHOLD', '5', (c) => c.circuits.failureThreshold, 5],
    ['HALF_OPEN_SEC', '1.5', (c) => c.circuits.openMs, 1500],
    ['RETRY_ATTEMPTS', '4', (c) => c.retry.attempts, 4],
    ['RETRY_BACKOFF_BASE', '0.25', (c) => c.retry.backoffBaseMs, 250],
    ['RETRY_BACKOFF_MAX', '10', (c) => c.retry.backoffMaxMs, 10_000],
    ['DEFAULT_MODEL', 'glm-4.7-flash', (c) => c.routing.defaultModel, 'glm-4.7-flash'],
    ['ALLOWED_PROVIDERS', 'KIMI, Glm', (c) => c.routing.allowedProviders, ['kimi', 'glm']],
    ['DISABLED_PROVIDERS', 'KIMI_CHINA', (c) => c.routing.disabledProviders, ['kimi-china']],
    ['FREE_TIER_PREFERENCE_ENABLED', '1', (c) => c.routing.freeTierPreference, true],
    ['FREE_MODEL_LIST', 'a,b', (c) => c.routing.freeModels, ['a', 'b']],
    ['COST_AWARE_ROUTING_ENABLED', 'ON', (c) => c.routing.costAware, true],
    ['MAX_COST_PER_REQUEST', '0', (c) => c.routing.maxCostPerRequestUsd, 0],
    ['FALLBACK_ON_FAILURE', 'true', (c) => c.routing.allowFallback, true],
    [
      'REG_MODEL_MAP',
      'claude-*haiku* = auto:fast_response, GPT-4o=glm/glm-5,',
      (c) => c.routing.modelMap,
      [
        { match: 'claude-*haiku*', to: 'auto:fast_response' },
        { match: 'GPT-4o', to: 'glm/glm-5' },
      ],
    ],
    [
      'REG_MODEL_MAP_PRESETS',
      'Codex, claude-code',
      (c) => c.routing.modelMapPresets,
      ['codex', 'claude-code'],
    ],
    ['REG_LIST_MAPPED_MODELS', 'yes', (c) => c.routing.listMappedModels, true],
    ['KIMI_ALLOWED_MODELS', 'kimi-k3', (c) => c.providers.kimi?.allowedModels, ['kimi-k3']],
    [
      'GLM_PREFERRED_MODELS',
      'glm-5.2, glm-4.7',
      (c) => c.providers.glm?.preferredModels,
      ['glm-5.2', 'glm-4.7'],
    ],
    ['ENABLE_GLM', 'no', (c) => c.providers.glm?.enabled, false],
  ])('%s=%s', (name, text, read, value) => {
    expect(read(load({ [name]: text }))).toEqual(value);
  });

  it('MODEL_COSTS_JSON takes one number or both directions', () => {
    const table = '{"a": 2, "kimi/b": {"input": 1, "output": 3, "cachedInput": 0.1}}';
    expect(load({ MODEL_COSTS_JSON: table }).routing.modelCosts).toEqual({
      a: { input: 2, output: 2 },
      'kimi/b': { input: 1, output: 3, cachedInput: 0.1 },
    });
  });
});

describe('names for one thing', () => {
  const kimiKeys = ['KIMI_API_KEY', 'MOONSHOT_API_KEY', 'MOONSHOTAI_API_KEY', 'KIMI_API_KEYS'];
  const glmKeys = [
    'GLM_API_KEY',
    'ZAI_API_KEY',
    'ZHIPUAI_API_KEY',
    'ZHIPU_API_KEY',
    'BIGMODEL_API_KEY',
    'GLM_API_KEYS',
  ];
  const kimiUrls = ['KIMI_API_URL', 'KIMI_BASE_URL', 'MOONSHOT_API_URL', 'MOONSHOT_API_BASE'];
  const glmUrls = ['GLM_API_URL', 'GLM_BASE_URL', 'ZAI_BASE_URL', 'ZHIPUAI_API_URL', 'ZHIPUAI_BASE_URL'];
  const url = 'https://example.test/v1';

  it.each([...kimiKeys.map((name) => ['kimi', name]), ...glmKeys.map((name) => ['glm', name])])(
    'the key of %s comes from %s',
    (id, name) => {
      expect(keysOf(load({ [name]: 'sk-one' }), id)).toEqual(['sk-one']);
    },
  );

  it.each([...kimiUrls.map((name) => ['kimi', name]), ...glmUrls.map((name) => ['glm', name])])(
    'the URL of %s comes from %s',
    (id, name) => {
      expect(load({ [name]: `${url}/` }).providers[id]?.baseUrl).toBe(url);
    },
  );

  it('may say the same twice', () => {
    const config = load({ KIMI_API_KEY: 'sk-one', MOONSHOT_API_KEY: ' sk-one ' });
    expect(keysOf(config, 'kimi')).toEqual(['sk-one']);
  });

  it('must not disagree, and the problem names them without their values', () => {
    const problems = problemsOf(only({ ZAI_API_KEY: 'zai-key-value', GLM_API_KEY: 'glm-key-value' }));
    expect(problems).toEqual([
      expect.objectContaining({ name: 'GLM_API_KEY, ZAI_API_KEY', problem: 'have different values' }),
    ]);
    expect(JSON.stringify(problems)).not.toMatch(/key-value/);
    expect(problemsOf(only({ KIMI_API_URL: `${url}/a`, KIMI_BASE_URL: `${url}/b` }))).toHaveLength(1);
  });

  it('a single key and a list of keys add up', () => {
    const config = load({ KIMI_API_KEY: 'a,b', KIMI_API_KEYS: 'c, d, a,b' });
    expect(keysOf(config, 'kimi')).toEqual(['a,b', 'c', 'd', 'a', 'b']);
  });
});

describe('values', () => {
  it.each(['true', 'TRUE', '1', 'yes', 'On'])('reads %s as true', (text) => {
    expect(load({ COST_AWARE_ROUTING_ENABLED: text }).routing.costAware).toBe(true);
  });

  it.each(['false', 'False', '0', 'NO', 'off'])('reads %s as false', (text) => {
    expect(load({ HEALTH_CHECKS_ENABLED: text }).health.enabled).toBe(false);
  });

  it('takes an empty variable for an unset one, everywhere', () => {
    const names = [
      'REG_PORT',
      'ALLOWED_PROVIDERS',
      'KIMI_API_KEY',
      'MAX_COST_PER_REQUEST',
      'HEALTH_LOG_ONLY',
    ];
    expect(load(Object.fromEntries(names.map((name) => [name, '  '])))).toEqual(load({}));
  });

  it.each([
    ['REG_PORT', '80.5'],
    ['REG_PORT', '65536'],
    ['REG_PORT', '0x50'],
    ['REG_PORT', '80a'],
    ['HEALTH_LOG_ONLY', 'maybe'],
    ['HEALTH_LOG_ONLY', '2'],
    ['REG_LOG_LEVEL', 'loud'],
    ['REG_SANDBOX', 'sometimes'],
    ['RETRY_ATTEMPTS', '0'],
    ['RETRY_BACKOFF_BASE', 'soon'],
    ['RETRY_BACKOFF_MAX', '-1'],
    ['MAX_COST_PER_REQUEST', 'NaN'],
    ['MAX_COST_PER_REQUEST', 'Infinity'],
    ['MAX_COST_PER_REQUEST', '-0.5'],
    ['ALLOWED_PROVIDERS', ' , '],
    ['KIMI_API_URL', 'api.moonshot.ai/v1'],
    ['KIMI_API_URL', 'ftp://api.moonshot.ai'],
    ['KIMI_API_URL', 'https://user:word@api.moonshot.ai/v1'],
    ['KIMI_API_URL', 'https://api.moonshot.ai/v1?key=1'],
    ['GLM_API_URL', 'https://open.bigmodel.cn/api paas'],
    ['MODEL_COSTS_JSON', '{"a": '],
    ['MODEL_COSTS_JSON', '[1]'],
    ['MODEL_COSTS_JSON', '{"a": "1"}'],
    ['MODEL_COSTS_JSON', '{"a": -1}'],
    ['MODEL_COSTS_JSON', '{"a": {"input": 1}}'],
    ['MODEL_COSTS_JSON', '{"a": {"input": 1, "output": 1, "cached": 1}}'],
    ['REG_MODEL_MAP', ' , '],
    ['REG_MODEL_MAP', 'gpt-4o'],
    ['REG_MODEL_MAP', 'gpt-4o='],
    ['REG_MODEL_MAP', '=auto'],
    ['REG_MODEL_MAP', 'gpt-4o=glm-*'],
    ['REG_MODEL_MAP', 'auto:fast=glm-5'],
    ['REG_MODEL_MAP', 'gpt-4o=auto:'],
    ['REG_MODEL_MAP', 'gpt-4o=auto:smart'],
    ['REG_MODEL_MAP', 'gpt-4o=auto,GPT-4O=glm-5'],
    ['REG_MODEL_MAP_PRESETS', 'claude-code,emacs'],
    ['REG_MODEL_MAP_PRESETS', 'none,codex'],
  ])('%s=%s is an error, not a default', (name, text) => {
    const problems = problemsOf(only({ [name]: text }));
    expect(problems).toHaveLength(1);
    expect(problems[0]?.name.startsWith(name)).toBe(true);
    expect(problems[0]?.source).toBe('environment');
  });

  it('ignores variables that mean nothing here', () => {
    expect(load({ PATH: '/bin', SOMETHING_API_KEY: 'x', REG_UNHEARD_OF: 'x' })).toEqual(load({}));
  });
});

describe('endpoints', () => {
  it('CUSTOM_API_URL makes one, with the model that CUSTOM_MODEL_NAME names', () => {
    const env = { CUSTOM_API_URL: 'http://localhost:11434/v1', CUSTOM_API_KEY: 'k' };
    expect(load(env).providers.custom).toMatchObject({
      type: 'openai-compatible',
      baseUrl: 'http://localhost:11434/v1',
      models: [{ id: 'llama3.2' }],
    });
    const named = load({ ...env, CUSTOM_MODEL_NAME: 'qwen3' });
    expect(named.providers.custom?.models).toEqual([{ id: 'qwen3', aliases: [], capabilities: {} }]);
    expect(keysOf(named, 'custom')).toEqual(['k']);
    expect(load({ ...env, ENABLE_CUSTOM: 'false' }).providers.custom?.enabled).toBe(false);
    expect(load({ CUSTOM_API_KEY: 'k' }).providers.custom).toBeUndefined();
  });

  it('ENABLE_OPENROUTER makes one that serves the models named for it', () => {
    const env = { OPENROUTER_API_KEY: 'k', OPENROUTER_PREFERRED_MODELS: 'moonshotai/kimi-k2.6' };
    expect(load(env).providers.openrouter).toBeUndefined();
    expect(load({ ...env, ENABLE_OPENROUTER: 'true' }).providers.openrouter).toMatchObject({
      enabled: true,
      baseUrl: 'https://openrouter.ai/api/v1',
      models: [{ id: 'moonshotai/kimi-k2.6' }],
    });
    expect(load({ ...env, ENABLE_OPENROUTER: 'false' }).providers.openrouter?.enabled).toBe(false);
  });

  it('a named endpoint has variables of its name', () => {
    const env = {
      KIMI_CHINA_API_KEY: 'sk-a',
      KIMI_CHINA_API_KEYS: 'sk-b,sk-c',
      KIMI_CHINA_BASE_URL: 'https://api.moonshot.cn/v1',
      KIMI_CHINA_ALLOWED_MODELS: 'kimi-k3',
      KIMI_CHINA_PREFERRED_MODELS: 'kimi-k3',
      MOONSHOT_API_KEY: 'sk-international',
    };
    const config = loadConfig(only(env, { providers: { 'kimi-china': { type: 'kimi' } } }));
    expect(keysOf(config, 'kimi-china')).toEqual(['sk-a', 'sk-b', 'sk-c']);
    expect(keysOf(config, 'kimi')).toEqual(['sk-international']);
    expect(config.providers['kimi-china']).toMatchObject({
      baseUrl: 'https://api.moonshot.cn/v1',
      allowedModels: ['kimi-k3'],
      preferredModels: ['kimi-k3'],
    });
  });

  it('process.env is the default, read at the call and never changed', () => {
    const before = { ...process.env };
    process.env.REG_PORT = '9123';
    try {
      expect(loadConfig({ envFile: false, configFile: false }).server.port).toBe(9123);
      expect(process.env).toEqual({ ...before, REG_PORT: '9123' });
    } finally {
      if (before.REG_PORT === undefined) delete process.env.REG_PORT;
      else process.env.REG_PORT = before.REG_PORT;
    }
  });
});
