import { ConfigurationError, type EffectiveConfig } from '@reg/config';
import { isLoopbackHost } from '../http/loopback-guard.js';

/**
 * A gateway without keys spends its owner's money for anyone who can reach it, so off this machine it wants keys.
 *
 * @throws ConfigurationError
 */
export function refuseOpenGateway(
  { server }: EffectiveConfig,
  clientKeys: { readonly inUse: boolean },
): void {
  if (server.apiKeys.length > 0 || clientKeys.inUse || isLoopbackHost(server.host)) return;
  throw new ConfigurationError([
    {
      source: 'together with server.host',
      name: 'REG_API_KEYS',
      expected: 'at least one key, one made with `reg keys create`, or REG_HOST=127.0.0.1',
      problem: `is not set, although the daemon would listen on ${server.host} for other machines`,
      setting: 'server.apiKeys',
    },
  ]);
}
