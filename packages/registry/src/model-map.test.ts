import { modelMapPresetNames } from '@reg/config';
import { startGlmSimulator, startKimiSimulator, type VendorSimulator } from '@reg/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  AllCandidatesFailedError,
  createRegistry,
  ModelNotFoundError,
  type ChatRequest,
  type Registry,
} from './index.js';

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

function registryWith(env: Readonly<Record<string, string>> = {}): Registry {
  const registry = createRegistry({
    env: {
      KIMI_API_KEY: 'sk-kimi-test-key-0123456789abcdef',
      GLM_API_KEY: '0123456789abcdef0123456789abcdef.SecretPartOfTheKey',
      KIMI_API_URL: kimi.baseUrl,
      GLM_API_URL: glm.baseUrl,
      ...env,
    },
    envFile: false,
    configFile: false,
    overrides: {
      retry: { attempts: 1, backoffBaseMs: 1, backoffMaxMs: 5 },
      routing: { categories: { mine: { chain: ['kimi/kimi-k2.6', 'glm/glm-5'] } } },
    },
  });
  open.push(registry);
  return registry;
}

const ask = (model: string): ChatRequest => ({ model, messages: [{ role: 'user', content: 'Say hello.' }] });

describe('a registry in process', () => {
  it('maps nothing unless the configuration says so', async () => {
    await expect(registryWith().chat(ask('gpt-4o'))).rejects.toThrow(ModelNotFoundError);
    expect(registryWith().listMappedModels()).toEqual([]);
  });

  it('answers for a name of a preset, and says who answered and why', async () => {
    const registry = registryWith({ REG_MODEL_MAP_PRESETS: 'openai' });
    const { completion, report } = await registry.chat(ask('gpt-4o-mini'));
    expect(report).toMatchObject({
      requestedModel: 'gpt-4o-mini',
      modelMapping: { match: 'gpt-4o-mini', to: 'auto:fast_response', origin: 'preset openai' },
      fallback: false,
    });
    expect(completion.model).toBe(report.model);
    expect(report.model).not.toBe('gpt-4o-mini');
    expect(registry.explain(ask('gpt-4o-mini')).requirement).toMatchObject({
      requestedModel: 'gpt-4o-mini',
      category: 'fast_response',
      modelMapping: { to: 'auto:fast_response' },
    });
    await expect(registry.chat(ask('claude-sonnet-5'))).rejects.toThrow(ModelNotFoundError);
  });

  it('knows names with their vendor in front, as resellers spell them', async () => {
    const registry = registryWith({ REG_MODEL_MAP_PRESETS: 'openrouter' });
    const { report } = await registry.chat(ask('anthropic/claude-sonnet-4.5'));
    expect(report).toMatchObject({
      requestedModel: 'anthropic/claude-sonnet-4.5',
      modelMapping: { match: 'anthropic/claude-*', to: 'auto:balanced', origin: 'preset openrouter' },
    });
    const listed = registry.listMappedModels().map(({ id }) => id);
    expect(listed).toEqual(expect.arrayContaining(['anthropic/claude-opus-5.5', 'openai/gpt-6.1-sol']));
  });

  it('takes the vendor in front for a provider where there is one of that name', () => {
    const registry = createRegistry({
      env: { KIMI_API_KEY: 'sk-kimi-test-key-0123456789abcdef', REG_MODEL_MAP_PRESETS: 'all' },
      envFile: false,
      configFile: false,
      overrides: {
        providers: {
          openai: {
            type: 'openai-compatible',
            baseUrl: 'http://127.0.0.1:9/v1',
            models: [{ id: 'gpt-4o' }],
          },
        },
      },
    });
    open.push(registry);
    expect(registry.explain(ask('openai/gpt-4o')).requirement.explicitTargets).toEqual(['openai/gpt-4o']);
    expect(() => registry.explain(ask('openai/gpt-5'))).toThrow(ModelNotFoundError);
    expect(registry.explain(ask('gpt-5')).requirement.modelMapping).toMatchObject({ to: 'auto:balanced' });
    expect(registry.explain(ask('anthropic/claude-opus-5')).requirement.category).toBe('extended_reasoning');
    expect(registry.listMappedModels().map(({ id }) => id)).not.toContain('openai/gpt-6.1-sol');
  });

  it('lets a map be stronger than its presets, even by a pattern', () => {
    const env = { REG_MODEL_MAP: 'gpt-*=glm/glm-5', REG_MODEL_MAP_PRESETS: 'all' };
    const { requirement } = registryWith(env).explain(ask('gpt-4o'));
    expect(requirement).toMatchObject({ explicitTargets: ['glm/glm-5'], modelMapping: { match: 'gpt-*' } });
  });

  it('never lets a map stand before a model that somebody serves', () => {
    const env = { REG_MODEL_MAP: '*=auto, kimi-k2.6=glm-5, glm/glm-5=kimi-k2.6' };
    for (const name of ['kimi-k2.6', 'KIMI-K2.6', 'glm/glm-5', 'glm-5', 'auto:fast_response'])
      expect(registryWith(env).explain(ask(name))).toEqual(
        expect.objectContaining({
          requirement: expect.not.objectContaining({ modelMapping: expect.anything() }),
        }),
      );
  });

  it('fails over behind a name that stands for a category, and not behind one that stands for a model', async () => {
    kimi.script({ kind: 'status', status: 500, times: 'always' });
    const env = {
      REG_MODEL_MAP: 'big=auto:mine, one=kimi/kimi-k2.6',
    };
    const { report } = await registryWith(env).chat(ask('big'));
    expect(report).toMatchObject({ requestedModel: 'big', provider: 'glm', fallback: true });
    await expect(registryWith(env).chat(ask('one'))).rejects.toThrow(AllCandidatesFailedError);
    const { ranked, rejected } = registryWith(env).explain(ask('one'));
    expect(ranked.map(({ target }) => target)).toEqual(['kimi/kimi-k2.6']);
    expect(ranked[0]?.reasons[0]?.message).toBe('"one" (mapped to "kimi/kimi-k2.6") was asked for by name');
    expect(rejected.flatMap(({ reasons }) => reasons.map(({ message }) => message))).toContain(
      '"one" (mapped to "kimi/kimi-k2.6") was asked for, without fallback',
    );
  });

  it('says which rows lead nowhere', async () => {
    const registry = registryWith({ REG_MODEL_MAP: 'a=glm/glm-99, b=auto, kimi-k2.6=auto' });
    expect(registry.diagnoseModelMap()).toMatchObject([
      { match: 'a', to: 'glm/glm-99', code: 'unserved' },
      { match: 'kimi-k2.6', code: 'never_applies' },
    ]);
    await expect(registry.chat(ask('a'))).rejects.toThrow('"glm/glm-99" (to which the model map leads "a")');
    expect(registryWith({ REG_MODEL_MAP_PRESETS: 'all' }).diagnoseModelMap()).toEqual([]);
  });

  it('lists names that can be told, each once, and none that is served', () => {
    const env = {
      REG_MODEL_MAP: 'GPT-4o=glm-5, kimi-k2.6=auto, claude-*=auto',
      REG_MODEL_MAP_PRESETS: 'openai',
    };
    const listed = registryWith(env).listMappedModels();
    expect(listed[0]).toMatchObject({ id: 'GPT-4o', mapping: { to: 'glm-5', origin: 'routing.modelMap' } });
    const ids = listed.map(({ id }) => id.toLowerCase());
    expect(ids).toContain('gpt-4o-mini');
    expect(ids).not.toContain('kimi-k2.6');
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.join()).not.toContain('*');
  });
});

describe('presets', () => {
  it.each(modelMapPresetNames)('%s maps every name that it tells', (name) => {
    const registry = registryWith({ REG_MODEL_MAP_PRESETS: name });
    const listed = registry.listMappedModels();
    expect(listed.length).toBeGreaterThan(0);
    for (const { mapping } of listed) expect(mapping.origin).toBe(`preset ${name}`);
  });
});
