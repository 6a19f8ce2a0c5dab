import type { EffectiveConfig, ProviderConfig } from './effective-config.js';
import { isPlaceholder } from './is-placeholder.js';
import { keyShapeWarnings } from './key-shape-warnings.js';
import { nearMatch } from './problems/near-match.js';

/** What is allowed but probably not meant. Never contains key material. */
export function configWarnings(
  config: EffectiveConfig,
  isSet: (variable: string) => boolean,
): readonly string[] {
  return [
    ...Object.entries(config.providers).flatMap(([id, provider]) => providerWarnings(id, provider)),
    ...unknownProviders(config),
    ...unusedVariables(config, isSet),
  ];
}

function providerWarnings(id: string, provider: ProviderConfig): readonly string[] {
  const { type, apiKeys, baseUrl } = provider;
  const path = `providers.${id}`;
  const keys = apiKeys.flatMap((key, index) => {
    const shape = isPlaceholder(key.reveal())
      ? ['it is a placeholder and will not be used; put the real key there']
      : keyShapeWarnings(type, key, baseUrl);
    return shape.map((warning) => `${path}.apiKeys[${String(index)}]: ${warning}.`);
  });
  if (apiKeys.length > 0 && baseUrl !== undefined && isOpenHttp(baseUrl))
    return [...keys, `${path}.baseUrl: the key travels unencrypted over http to another machine.`];
  return keys;
}

function isOpenHttp(baseUrl: string): boolean {
  const { protocol, hostname } = new URL(baseUrl);
  return protocol === 'http:' && !/^(localhost|127\.[\d.]+|\[::1\])$/.test(hostname);
}

function unknownProviders({ routing, providers }: EffectiveConfig): readonly string[] {
  const known = Object.keys(providers);
  return (['allowedProviders', 'disabledProviders'] as const).flatMap((list) =>
    (routing[list] ?? [])
      .filter((name) => !known.includes(name))
      .map((name) => {
        const meant = nearMatch(name, known);
        const hint = meant === undefined ? '' : ` Did you mean \`${meant}\`?`;
        return `routing.${list}: there is no provider \`${name}\`.${hint}`;
      }),
  );
}

/** Variables for endpoints that do not exist because the one that makes them is missing. */
function unusedVariables(
  { providers }: EffectiveConfig,
  isSet: (variable: string) => boolean,
): readonly string[] {
  const waiting = [
    { id: 'custom', names: ['CUSTOM_API_KEY', 'CUSTOM_MODEL_NAME'], missing: 'CUSTOM_API_URL' },
    { id: 'openrouter', names: ['OPENROUTER_API_KEY'], missing: 'ENABLE_OPENROUTER=true' },
  ];
  return waiting
    .filter(({ id }) => !Object.hasOwn(providers, id))
    .flatMap(({ names, missing }) =>
      names.filter(isSet).map((name) => `${name} has no effect without ${missing}.`),
    );
}
