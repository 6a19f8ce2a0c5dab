import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fingerprintKey, startOpenAiCompatibleSimulator, type VendorSimulator } from '@reg/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRegistry, type ChatRequest, type CreateRegistryOptions } from './index.js';

const boxKey = 'sk-or-v1-0123456789abcdef0123456789abcdef';
const ask = (model: string): ChatRequest => ({ model, messages: [{ role: 'user', content: 'Say hello.' }] });
const noFiles: CreateRegistryOptions = { envFile: false, configFile: false };
let box: VendorSimulator;

beforeEach(async () => {
  box = await startOpenAiCompatibleSimulator({ models: ['llama3.2', 'qwen/qwen3', 'mistral'] });
});
afterEach(() => box.close());

/** Who answers, or the code of the error. */
async function answererOf(env: Record<string, string>, model: string, options = noFiles) {
  await using registry = createRegistry({ env, ...options });
  return await registry.chat(ask(model)).then(
    ({ report }) => `${report.provider}/${report.model}`,
    (error: unknown) => (error as { code: string }).code,
  );
}

describe('an endpoint of one’s own', () => {
  it('CUSTOM_API_URL alone serves llama3.2', async () => {
    expect(await answererOf({ CUSTOM_API_URL: box.baseUrl }, 'llama3.2')).toBe('custom/llama3.2');
  });

  it('CUSTOM_API_KEY is shown to it', async () => {
    await answererOf({ CUSTOM_API_URL: box.baseUrl, CUSTOM_API_KEY: boxKey }, 'llama3.2');
    expect(box.requests[0]?.keyFingerprint).toBe(fingerprintKey(boxKey));
  });

  it('CUSTOM_ALLOWED_MODELS and CUSTOM_PREFERRED_MODELS name its models, the preferred ones first', async () => {
    const env = {
      CUSTOM_API_URL: box.baseUrl,
      CUSTOM_ALLOWED_MODELS: 'llama3.2,mistral',
      CUSTOM_PREFERRED_MODELS: 'mistral',
    };
    expect(await answererOf(env, 'auto')).toBe('custom/mistral');
    expect(await answererOf(env, 'llama3.2')).toBe('custom/llama3.2');
    expect(await answererOf(env, 'qwen/qwen3')).toBe('model_not_found');
  });

  it('ENABLE_CUSTOM=false keeps it out', async () => {
    const env = { CUSTOM_API_URL: box.baseUrl, ENABLE_CUSTOM: 'false' };
    expect(await answererOf(env, 'llama3.2')).toBe('no_eligible_model');
    expect(box.requests).toHaveLength(0);
  });
});

describe('OpenRouter', () => {
  const env = () => ({
    OPENROUTER_API_KEY: boxKey,
    OPENROUTER_API_URL: box.baseUrl,
    OPENROUTER_PREFERRED_MODELS: 'qwen/qwen3',
  });

  it('ENABLE_OPENROUTER makes it an endpoint, whose models keep their slash', async () => {
    expect(await answererOf({ ...env(), ENABLE_OPENROUTER: 'true' }, 'qwen/qwen3')).toBe(
      'openrouter/qwen/qwen3',
    );
    expect(await answererOf({ ...env(), ENABLE_OPENROUTER: 'true' }, 'openrouter/qwen/qwen3')).toBe(
      'openrouter/qwen/qwen3',
    );
    expect(box.requests[0]?.body).toMatchObject({ model: 'qwen/qwen3' });
    expect(box.requests[0]?.keyFingerprint).toBe(fingerprintKey(boxKey));
  });

  it('is not there without it', async () => {
    expect(await answererOf(env(), 'qwen/qwen3')).toBe('model_not_found');
    expect(await answererOf({ ...env(), ENABLE_OPENROUTER: 'false' }, 'qwen/qwen3')).toBe(
      'no_eligible_model',
    );
  });
});

describe('files', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'reg-environment-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it.each(['ENV_FILE', 'REG_ENV_FILE'])(
    '%s names the file of variables; the environment is stronger',
    async (name) => {
      const path = join(folder, 'settings.env');
      await writeFile(path, `CUSTOM_API_URL=${box.baseUrl}\nCUSTOM_MODEL_NAME=mistral\n`);
      const options = { cwd: folder, configFile: false } as const;
      expect(await answererOf({ [name]: path }, 'mistral', options)).toBe('custom/mistral');
      expect(await answererOf({ [name]: path, CUSTOM_MODEL_NAME: 'llama3.2' }, 'mistral', options)).toBe(
        'model_not_found',
      );
    },
  );

  it('REG_CONFIG names the config file, weaker than the environment', async () => {
    const path = join(folder, 'reg.json');
    const providers = {
      box: { type: 'openai-compatible', baseUrl: box.baseUrl, models: [{ id: 'mistral' }] },
    };
    await writeFile(path, JSON.stringify({ providers, routing: { defaultModel: 'nonesuch' } }));
    const options = { cwd: folder, envFile: false } as const;
    expect(await answererOf({ REG_CONFIG: path }, '', options)).toBe('model_not_found');
    expect(await answererOf({ REG_CONFIG: path, DEFAULT_MODEL: 'mistral' }, '', options)).toBe('box/mistral');
  });
});
