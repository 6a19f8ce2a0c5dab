import { describe, expect, it } from 'vitest';
import { createRegistry } from './index.js';

const keys = {
  KIMI_API_KEY: 'sk-kimi-key-0123456789abcdef',
  GLM_API_KEY: '0123456789abcdef0123456789abcdef.SecretPartOfTheKey',
};

async function diagnosisOf(provider: string, env: Record<string, string>) {
  await using registry = createRegistry({ env: { ...keys, ...env }, envFile: false, configFile: false });
  return (await registry.diagnoseAll()).find((diagnosis) => diagnosis.provider === provider);
}

describe('diagnoseAll', () => {
  it('does not call a provider usable whose allowed models are all retired, and names the successor', async () => {
    expect(await diagnosisOf('kimi', { KIMI_ALLOWED_MODELS: 'kimi-k2-0711-preview' })).toMatchObject({
      usable: false,
      reasons: [{ code: 'model_not_allowed' }],
      suggestions: [
        expect.stringContaining('providers.kimi.allowedModels'),
        'providers.kimi.allowedModels names kimi-k2-0711-preview, a model that its vendor has retired: use kimi-k2.6.',
      ],
    });
  });

  it('says which names mean no model, and what may have been meant', async () => {
    const env = { GLM_ALLOWED_MODELS: 'glm/glm-4.7,GLM-4.6', GLM_PREFERRED_MODELS: 'glm-4.7-flsh' };
    expect(await diagnosisOf('glm', env)).toMatchObject({
      usable: true,
      suggestions: [
        'providers.glm.preferredModels names glm-4.7-flsh, no model of glm: perhaps glm/glm-4.7-flash.',
      ],
    });
  });

  it('tells what each of the switches keeps away', async () => {
    const codes = async (provider: string, env: Record<string, string>) =>
      (await diagnosisOf(provider, env))?.reasons.map(({ code }) => code);
    expect(await codes('kimi', { ALLOWED_PROVIDERS: 'glm' })).toEqual(['provider_not_allowed']);
    expect(await codes('kimi', { DISABLED_PROVIDERS: 'kimi' })).toEqual(['provider_disabled']);
    expect(await codes('kimi', { ENABLE_KIMI: 'false' })).toEqual(['provider_disabled']);
    expect(await codes('kimi', { KIMI_API_KEY: 'changeme' })).toEqual(['placeholder_key']);
    expect(await codes('kimi', { KIMI_API_KEY: '' })).toEqual(['missing_key']);
    expect(await codes('glm', {})).toEqual([]);
  });

  it('tells of a provider that was unregistered', async () => {
    await using registry = createRegistry({ env: keys, envFile: false, configFile: false });
    await registry.unregisterProvider('kimi');
    const [first] = await registry.diagnoseAll();
    expect(first).toMatchObject({ provider: 'kimi', usable: false, registered: false });
    expect(first?.reasons.map(({ code }) => code)).toContain('not_registered');
  });
});
