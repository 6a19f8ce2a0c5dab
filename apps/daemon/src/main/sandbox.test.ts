import { Secret, type ConfigInput } from '@reg/config';
import { describe, expect, it } from 'vitest';
import { isolatedConfig } from '../../test/booted-daemon.js';
import { openRegistry } from './open-registry.js';
import { wantsSandbox } from './sandbox.js';

const real = 'sk-0123456789abcdefABCDEF';
const configWith = (overrides: ConfigInput, env: Record<string, string> = {}) =>
  isolatedConfig('/nonexistent', { overrides, env });

describe('wantsSandbox', () => {
  it.each<[string, ConfigInput, Record<string, string>, boolean]>([
    ['nothing is configured', {}, {}, true],
    ['the only key is a placeholder', {}, { KIMI_API_KEY: 'your_api_key_here' }, true],
    ['one vendor has a key', {}, { GLM_API_KEY: '0123456789abcdef0123456789abcdef.abcdefABCDEF0123' }, false],
    [
      'an own endpoint needs no key',
      { providers: { ollama: { type: 'openai-compatible', baseUrl: 'http://127.0.0.1:11434/v1' } } },
      {},
      false,
    ],
    ['it is switched on beside a key', { server: { sandbox: 'on' } }, { KIMI_API_KEY: real }, true],
    ['it is switched off without a key', { server: { sandbox: 'off' } }, {}, false],
  ])('when %s', (_when, overrides, env, expected) => {
    expect(wantsSandbox(configWith(overrides, env))).toBe(expected);
  });
});

describe('openRegistry in a sandbox', () => {
  it('points both vendors at this machine and switches every other provider off', async () => {
    const config = configWith({
      server: { sandbox: 'on' },
      providers: {
        kimi: { apiKeys: [new Secret(real)], preferredModels: ['kimi-k2.6'] },
        elsewhere: {
          type: 'openai-compatible',
          baseUrl: 'https://api.example.com/v1',
          models: [{ id: 'm' }],
        },
      },
    });
    const opened = await openRegistry(config);
    try {
      expect(opened.sandbox).toBe(true);
      const { kimi, glm, elsewhere } = opened.config.providers;
      for (const provider of [kimi, glm]) {
        expect(provider?.baseUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+\//);
        expect(provider?.apiKeys.map((key) => key.reveal())).not.toContain(real);
      }
      expect(kimi?.preferredModels).toEqual(['kimi-k2.6']);
      expect(elsewhere?.enabled).toBe(false);
      const { completion } = await opened.registry.chat({
        model: 'kimi-k2.6',
        messages: [{ role: 'user', content: 'hi' }],
      });
      expect(completion.choices[0]?.message.content).toContain('simulated');
    } finally {
      await opened.close();
    }
  });
});
