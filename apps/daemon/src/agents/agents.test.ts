import { describe, expect, it } from 'vitest';
import { agentNames, type AgentConnection, type AgentName } from './agent.js';
import { agentNamed } from './agents.js';

const connection: AgentConnection = {
  url: 'http://127.0.0.1:8079',
  key: 'the-key',
  models: { work: 'auto:balanced', small: 'auto:fast_response' },
};
const { url, key } = connection;

describe('what an agent is told', () => {
  it('is complete for each of them: address and key are there', () => {
    for (const name of agentNames) {
      const { set, args } = agentNamed(name).setUp(connection);
      const told = JSON.stringify({ set, args });
      expect(told).toContain(connection.url);
      expect(told).toContain('the-key');
      expect(JSON.stringify(args)).not.toContain('the-key');
      expect(agentNamed(name).name).toBe(name);
    }
  });

  it('for Claude Code is the address without /v1, and no key that would win over the token', () => {
    expect(agentNamed('claude-code').setUp(connection)).toEqual({
      set: {
        ANTHROPIC_BASE_URL: 'http://127.0.0.1:8079',
        ANTHROPIC_AUTH_TOKEN: 'the-key',
        ANTHROPIC_MODEL: 'auto:balanced',
        ANTHROPIC_DEFAULT_OPUS_MODEL: 'auto:balanced',
        ANTHROPIC_DEFAULT_SONNET_MODEL: 'auto:balanced',
        ANTHROPIC_DEFAULT_HAIKU_MODEL: 'auto:fast_response',
      },
      unset: ['ANTHROPIC_API_KEY'],
      args: [],
    });
  });

  it('for Codex is a provider in options, with the key in a variable', () => {
    const { set, args } = agentNamed('codex').setUp(connection);
    expect(set).toEqual({ REG_API_KEY: 'the-key' });
    expect(args.filter((_word, index) => index % 2 === 0)).toEqual(Array(6).fill('-c'));
    expect(args).toContain('model_providers.reg.base_url="http://127.0.0.1:8079/v1"');
    expect(args).toContain('model_providers.reg.wire_api="responses"');
    expect(args).toContain('model_providers.reg.env_key="REG_API_KEY"');
    expect(args).toContain('model="auto:balanced"');
  });

  it('for OpenCode is a whole configuration', () => {
    const { set } = agentNamed('opencode').setUp(connection);
    expect(JSON.parse(set['OPENCODE_CONFIG_CONTENT'] ?? '')).toMatchObject({
      model: 'reg/auto:balanced',
      small_model: 'reg/auto:fast_response',
      provider: {
        reg: {
          npm: '@ai-sdk/openai-compatible',
          options: { baseURL: 'http://127.0.0.1:8079/v1', apiKey: 'the-key' },
          models: { 'auto:balanced': {}, 'auto:fast_response': {} },
        },
      },
    });
  });

  it.each([
    [
      'aider',
      {
        OPENAI_API_BASE: 'http://127.0.0.1:8079/v1',
        OPENAI_API_KEY: 'the-key',
        AIDER_MODEL: 'openai/auto:balanced',
        AIDER_WEAK_MODEL: 'openai/auto:fast_response',
      },
    ],
    ['openai', { OPENAI_BASE_URL: 'http://127.0.0.1:8079/v1', OPENAI_API_KEY: 'the-key' }],
  ] as const)('for %s are the variables that it reads', (name, set) => {
    expect(agentNamed(name).setUp(connection)).toEqual({ set, unset: [], args: [] });
  });

  it('names no model where the agent is to name its own, and leaves it address and key', () => {
    const toldOf = (name: AgentName) => agentNamed(name).setUp({ url, key });
    for (const name of agentNames) {
      const told = JSON.stringify(toldOf(name));
      expect(told).not.toContain('auto:');
      expect(told).toContain(url);
      expect(told).toContain(key);
    }
    expect(Object.keys(toldOf('claude-code').set)).toEqual(['ANTHROPIC_BASE_URL', 'ANTHROPIC_AUTH_TOKEN']);
    const options = { baseURL: 'http://127.0.0.1:8079/v1', apiKey: 'the-key' };
    expect(JSON.parse(toldOf('opencode').set['OPENCODE_CONFIG_CONTENT'] ?? '')).toEqual({
      $schema: 'https://opencode.ai/config.json',
      provider: { anthropic: { options }, openai: { options } },
    });
  });
});
