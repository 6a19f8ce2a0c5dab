import type { EffectiveConfig } from '@reg/config';
import { defaultAgentModels, type AgentConnection, type AgentModels } from '../agents/agent.js';
import { daemonAddress } from './ask-daemon.js';
import type { ConfigOptions } from './config-options.js';
import { UsageError } from './usage-error.js';

/** The options that `reg env` and `reg run` share. */
export interface AgentOptions extends ConfigOptions {
  readonly url?: string;
  readonly model?: string;
  readonly smallModel?: string;
  readonly ownModels?: boolean;
}

/** For a daemon that asks for no key, because agents want to have one. */
const keyThatNobodyChecks = 'no-key-needed';

/**
 * Where and as what an agent asks.
 *
 * @param shownKey what is given as the key where the daemon asks for one
 * @throws UsageError
 */
export function agentConnection(
  config: EffectiveConfig,
  options: AgentOptions,
  shownKey: (key: string) => string,
): AgentConnection {
  const [key] = config.server.apiKeys;
  const { url } = options;
  const models = modelsFrom(options);
  return {
    url: url === undefined ? ownAddress(config) : givenAddress(url),
    key: key === undefined ? keyThatNobodyChecks : shownKey(key.reveal()),
    ...(models === undefined ? {} : { models }),
  };
}

function modelsFrom({ model, smallModel, ownModels }: AgentOptions): AgentModels | undefined {
  return ownModels === true
    ? undefined
    : { work: model ?? defaultAgentModels.work, small: smallModel ?? defaultAgentModels.small };
}

function ownAddress(config: EffectiveConfig): string {
  if (config.server.port === 0)
    throw new UsageError('The daemon listens on any port (0). Say which with --url.');
  return daemonAddress(config).url;
}

function givenAddress(url: string): string {
  if (!/^https?:\/\//.test(url) || !URL.canParse(url))
    throw new UsageError(`--url ${JSON.stringify(url)} is no http or https URL.`);
  return url.replace(/\/+$/, '').replace(/\/v1$/, '');
}
