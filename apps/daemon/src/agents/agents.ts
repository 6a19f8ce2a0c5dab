import type { Agent, AgentConnection, AgentModels, AgentName, AgentSetup } from './agent.js';

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
function claudeCode({ url, key, models }: AgentConnection): AgentSetup {
  return {
    set: {
      ANTHROPIC_BASE_URL: url,
      ANTHROPIC_AUTH_TOKEN: key,
      ...(models === undefined
        ? {}
        : {
            ANTHROPIC_MODEL: models.work,
            ANTHROPIC_DEFAULT_OPUS_MODEL: models.work,
            ANTHROPIC_DEFAULT_SONNET_MODEL: models.work,
            ANTHROPIC_DEFAULT_HAIKU_MODEL: models.small,
          }),
    },
    unset: ['ANTHROPIC_API_KEY'],
    args: [],
  };
}

/**
 * Codex 0.169.0 takes a provider from -c options, whose values are TOML; it speaks the Responses API only, and
 * refuses wire_api="chat" (seen 2026-11-22). The model goes the same way: -m belongs to each subcommand.
 */
function codex({ url, key, models }: AgentConnection): AgentSetup {
  const settings = {
    model_provider: 'reg',
    ...(models === undefined ? {} : { model: models.work }),
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
function openCode({ url, key, models }: AgentConnection): AgentSetup {
  const options = { baseURL: `${url}/v1`, apiKey: key };
  const config = {
    $schema: 'https://opencode.ai/config.json',
    ...(models === undefined ? ownProviders(options) : providerOfReg(models, options)),
  };
  return { set: { OPENCODE_CONFIG_CONTENT: JSON.stringify(config) }, unset: [], args: [] };
}

interface OpenCodeOptions {
  readonly baseURL: string;
  readonly apiKey: string;
}

function providerOfReg({ work, small }: AgentModels, options: OpenCodeOptions) {
  return {
    provider: {
      reg: {
        npm: '@ai-sdk/openai-compatible',
        name: 'reg',
        options,
        models: Object.fromEntries([work, small].map((id) => [id, { name: `reg ${id}` }])),
      },
    },
    model: `reg/${work}`,
    small_model: `reg/${small}`,
  };
}

/** OpenCode knows the models of these two; it chooses among them as it does without reg. */
function ownProviders(options: OpenCodeOptions) {
  return { provider: { anthropic: { options }, openai: { options } } };
}

/** aider.chat/docs/llms/openai-compat.html and config/options.html, 2026-11-23: names go with the prefix openai/. */
function aider({ url, key, models }: AgentConnection): AgentSetup {
  return {
    set: {
      OPENAI_API_BASE: `${url}/v1`,
      OPENAI_API_KEY: key,
      ...(models && {
        AIDER_MODEL: `openai/${models.work}`,
        AIDER_WEAK_MODEL: `openai/${models.small}`,
      }),
    },
    unset: [],
    args: [],
  };
}

/** The variables that OpenAI's own libraries read. The program names the model itself. */
function openAi({ url, key }: AgentConnection): AgentSetup {
  return { set: { OPENAI_BASE_URL: `${url}/v1`, OPENAI_API_KEY: key }, unset: [], args: [] };
}
