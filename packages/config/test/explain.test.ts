import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { describeSettings, explainConfig, loadConfig, type LoadOptions } from '../src/index.js';
import { fileOf, folderWith, only } from './files.js';

function rowOf(options: LoadOptions, path: string) {
  return explainConfig(options).settings.find((row) => row.path === path);
}

describe('explainConfig', () => {
  it('tells value, source, default, variables and description of a setting', () => {
    expect(rowOf(only({ REG_PORT: '9000' }), 'server.port')).toEqual({
      path: 'server.port',
      value: 9000,
      source: 'environment REG_PORT',
      default: 8079,
      env: ['REG_PORT'],
      description: 'Port to listen on; 0 takes any free one.',
      problems: [],
    });
  });

  it('tells each kind of source', () => {
    const cwd = folderWith({
      '.env': 'GLM_API_KEY=abc',
      'reg.config.yaml': 'retry:\n  attempts: 3\ncircuits:\n  openMs: 1\n',
    });
    const options = {
      cwd,
      env: { MOONSHOT_API_KEY: 'k1', KIMI_API_KEYS: 'k2' },
      overrides: { circuits: { openMs: 2 } },
    };
    const sources = Object.fromEntries(explainConfig(options).settings.map((row) => [row.path, row.source]));
    expect(sources).toMatchObject({
      'circuits.openMs': 'argument',
      'providers.kimi.apiKeys': 'environment MOONSHOT_API_KEY, KIMI_API_KEYS',
      'providers.glm.apiKeys': `.env:${join(cwd, '.env')} GLM_API_KEY`,
      'retry.attempts': `file ${join(cwd, 'reg.config.yaml')}:2`,
      'server.port': 'default',
    });
    expect(explainConfig(options).files).toEqual({
      envFile: join(cwd, '.env'),
      configFile: join(cwd, 'reg.config.yaml'),
    });
  });

  it('shows of keys only how many there are', () => {
    const options = fileOf('providers: {kimi: {apiKeys: [a, b], headers: {x-key: c}}}');
    expect(rowOf(options, 'providers.kimi.apiKeys')?.value).toEqual(['[redacted]', '[redacted]']);
    expect(rowOf(options, 'providers.kimi.headers')?.value).toEqual({ 'x-key': '[redacted]' });
  });

  it('names the variables of each endpoint', () => {
    const options = fileOf('providers: {glm-coding: {type: glm}}');
    expect(rowOf(options, 'providers.glm-coding.apiKeys')?.env).toEqual([
      'GLM_CODING_API_KEY',
      'GLM_CODING_API_KEYS',
    ]);
    expect(rowOf(options, 'providers.kimi.apiKeys')?.env.slice(0, 2)).toEqual([
      'KIMI_API_KEY',
      'MOONSHOT_API_KEY',
    ]);
  });

  it('gives the values that loadConfig gives', () => {
    const options = fileOf('timeouts: {idleMs: 7}\nproviders: {glm: {enabled: no}}\nstateDir: state');
    const config = loadConfig(options) as unknown as Record<string, unknown>;
    for (const row of explainConfig(options).settings.filter(({ value }) => value !== undefined)) {
      const real = row.path
        .split('.')
        .reduce<unknown>((value, name) => (value as typeof config)[name], config);
      expect(row.value).toEqual(JSON.parse(JSON.stringify(real)));
    }
    expect(rowOf(options, 'providers.kimi.timeouts.idleMs')).toMatchObject({
      value: 7,
      source: expect.stringMatching(/^file .*:1$/),
    });
  });

  it('explains a broken configuration instead of throwing', () => {
    const options = fileOf('server: {port: 90, logLevel: loud}\nnonsense: 1\n', { REG_PORT: 'x' });
    const explanation = explainConfig(options);
    expect(explanation.problems).toHaveLength(3);
    expect(explanation.settings.find(({ path }) => path === 'server.port')).toMatchObject({
      value: 90,
      problems: ['is "x"'],
    });
    expect(explanation.settings.find(({ path }) => path === 'server.logLevel')).toMatchObject({
      value: 'info',
      source: 'default',
      problems: ['is "loud"'],
    });
  });

  it('bears files that cannot be read at all', () => {
    expect(explainConfig(fileOf('a: [')).problems).toHaveLength(1);
    expect(explainConfig({ ...only({}), configFile: '/nowhere/reg.config.yaml' }).problems).toHaveLength(1);
  });
});

describe('warnings', () => {
  const warningsOf = (options: LoadOptions) => explainConfig(options).warnings.join('\n');

  it.each<[string, LoadOptions, string]>([
    [
      'a placeholder',
      only({ KIMI_API_KEY: 'your_kimi_api_key_here' }),
      'providers.kimi.apiKeys[0]: it is a placeholder',
    ],
    ['a key of another vendor', only({ GLM_API_KEY: 'sk-abcdefghijklmnopqrstuvwx' }), 'like a key of Kimi'],
    [
      'an unknown provider',
      only({ ALLOWED_PROVIDERS: 'kimmi' }),
      'no provider `kimmi`. Did you mean `kimi`?',
    ],
    ['an unknown disabled provider', only({ DISABLED_PROVIDERS: 'GOOGLE' }), 'no provider `google`.'],
    [
      'a key without its URL',
      only({ CUSTOM_API_KEY: 'k' }),
      'CUSTOM_API_KEY has no effect without CUSTOM_API_URL',
    ],
    ['a key without its switch', only({ OPENROUTER_API_KEY: 'k' }), 'without ENABLE_OPENROUTER=true'],
    [
      'a key over plain http',
      only({ CUSTOM_API_URL: 'http://10.0.0.7:8000/v1', CUSTOM_API_KEY: 'k' }),
      'providers.custom.baseUrl: the key travels unencrypted',
    ],
    [
      'an address of the other protocol',
      only({ KIMI_PROTOCOL: 'anthropic', KIMI_API_URL: 'https://api.moonshot.cn/v1' }),
      'providers.kimi.baseUrl: it ends with a version',
    ],
    [
      'an address of the protocol that was not chosen',
      only({ GLM_API_URL: 'https://api.z.ai/api/anthropic' }),
      'providers.glm.baseUrl: it looks like the address of an Anthropic API',
    ],
  ])('tells of %s', (_, options, words) => {
    expect(warningsOf(options)).toContain(words);
    expect(() => loadConfig(options)).not.toThrow();
  });

  it('has nothing to say about what is usual', () => {
    const env = {
      KIMI_API_KEY: 'sk-Q7w8E9r0T1y2U3i4O5p6A7s8D9f0G1h2J3k4L5z6',
      GLM_API_KEY: '0a1b2c3d4e5f60718293a4b5c6d7e8f9.Q7w8E9r0T1y2U3i4',
      CUSTOM_API_URL: 'http://localhost:11434/v1',
      CUSTOM_API_KEY: 'ollama',
      ALLOWED_PROVIDERS: 'KIMI,GLM,CUSTOM',
    };
    expect(warningsOf(only(env))).toBe('');
  });
});

describe('describeSettings', () => {
  it('has a sentence, a form and a place for every setting', () => {
    for (const row of describeSettings()) {
      expect(row.description, row.path).toMatch(/^[A-Z`].*[.…]$/);
      expect(row.expected, row.path).not.toBe('');
      expect(row.path.startsWith(row.section)).toBe(true);
    }
  });

  it('names no variable for two settings', () => {
    const names = describeSettings().flatMap((row) => [...row.env, ...Object.values(row.envOf).flat()]);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  it('covers what explainConfig shows', () => {
    const described = new Set(describeSettings().map((row) => row.path));
    for (const { path } of explainConfig(only({})).settings)
      expect(described).toContain(
        path.replace(/^providers\.\w+/, 'providers.<id>').replace(/categories\.\w+/, 'categories.<category>'),
      );
  });
});
