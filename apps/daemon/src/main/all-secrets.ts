import type { EffectiveConfig, Secret } from '@reg/config';

/** Every secret of the configuration: none of them may show in a log. */
export function allSecrets(config: EffectiveConfig): readonly Secret[] {
  const providers = Object.values(config.providers);
  return [
    ...config.server.apiKeys,
    ...providers.flatMap((provider) => [...provider.apiKeys, ...Object.values(provider.headers)]),
  ];
}
