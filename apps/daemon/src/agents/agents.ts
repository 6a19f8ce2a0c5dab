import type { Agent, AgentConnection, AgentName, AgentSetup } from './agent.js';

const all: Readonly<Record<AgentName, Agent>> = {
  'claude-code': {
    name: 'claude-code',
    title: 'Claude Code',
    program: 'claude',
    install: 'npm install --global @anthropic-ai/claude-code',
    setUp: claudeCode,
  },
  codex: {
    name: 'codex',
    title: 'Codex',
    program: 'codex',
    install: 'npm install --global @openai/codex',
    setUp: codex,
  },
  opencode: {
    name: 'opencode',
    title: 'OpenCode',
    program: 'opencode',
    install: 'npm install --global opencode-ai',
    setUp: openCode,
  },
  aider: {
    name: 'aider',
    title: 'aider',
    program: 'aider',
    install: 'python -m pip install aider-install && aider-install',
    setUp: aider,
  },
  openai: { name: 'openai', title: 'a program with an OpenAI SDK', setUp: openAi },
};

export function agentNamed(name: AgentName): Agent {
  return all[name];
}

/**
 * code.claude.com/docs/en/env-vars and llm-gateway, 2026-11-23: the base URL comes without /v1, the token is sent
 * as a Bearer token, and ANTHROPIC_API_KEY would win over it. The class of a model (opus, sonnet, haiku) is what
 * Claude Code asks for by itself, haiku for its background work.
 */
function claudeCode({ url, key, model, smallModel }: AgentConnection): AgentSetup {
  return {
    set: {
      ANTHROPIC_BASE_URL: url,
      ANTHROPIC_AUTH_TOKEN: key,
      ANTHROPIC_MODEL: model,
      ANTHROPIC_DEFAULT_OPUS_MODEL: model,
      ANTHROPIC_DEFAULT_SONNET_MODEL: model,
      ANTHROPIC_DEFAULT_HAIKU_MODEL: smallModel,
    },
    unset: ['ANTHROPIC_API_KEY'],
    args: [],
  };
}

/**
 * Codex 0.169.0 takes a provider from -c options, whose values are TOML; it speaks the Responses API only, and
 * refuses wire_api="chat" (seen 2026-11-22). The model goes the same way: -m belongs to each subcommand.
 */
function codex({ url, key, model }: AgentConnection): AgentSetup {
  const settings = {
    model_provider: 'reg',
    model,
    'model_providers.reg.name': 'reg',
    'model_providers.reg.base_url': `${url}/v1`,
    'model_providers.reg.env_key': 'REG_API_KEY',
    'model_providers.reg.wire_api': 'responses',
  };
  return {
    set: { REG_API_KEY: key },
    unset: [],
    args: Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${JSON.stringify(value)}`]),
  };
}

/**
 * opencode.ai/docs/config, 2026-11-23: the content of OPENCODE_CONFIG_CONTENT is laid over the configuration files.
 * `{env:…}` is not replaced in it by every version, so the key stands in it as it is.
 */
function openCode({ url, key, model, smallModel }: AgentConnection): AgentSetup {
  const config = {
    $schema: 'https://opencode.ai/config.json',
    provider: {
      reg: {
        npm: '@ai-sdk/openai-compatible',
        name: 'reg',
        options: { baseURL: `${url}/v1`, apiKey: key },
        models: Object.fromEntries([model, smallModel].map((id) => [id, { name: `reg ${id}` }])),
      },
    },
    model: `reg/${model}`,
    small_model: `reg/${smallModel}`,
  };
  return { set: { OPENCODE_CONFIG_CONTENT: JSON.stringify(config) }, unset: [], args: [] };
}

/** aider.chat/docs/llms/openai-compat.html and config/options.html, 2026-11-23: names go with the prefix openai/. */
function aider({ url, key, model, smallModel }: AgentConnection): AgentSetup {
  return {
    set: {
      OPENAI_API_BASE: `${url}/v1`,
      OPENAI_API_KEY: key,
      AIDER_MODEL: `openai/${model}`,
      AIDER_WEAK_MODEL: `openai/${smallModel}`,
    },
    unset: [],
    args: [],
  };
}

/** The variables that OpenAI's own libraries read. The program names the model itself. */
function openAi({ url, key }: AgentConnection): AgentSetup {
  return { set: { OPENAI_BASE_URL: `${url}/v1`, OPENAI_API_KEY: key }, unset: [], args: [] };
}
