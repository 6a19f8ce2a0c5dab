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
      : keyShapeWarnings(type, key, provider);
    return shape.map((warning) => `${path}.apiKeys[${String(index)}]: ${warning}.`);
  });
  const address = baseUrl === undefined ? [] : addressWarnings(provider, baseUrl);
  return [...keys, ...address.map((warning) => `${path}.baseUrl: ${warning}.`)];
}

function addressWarnings({ type, apiKeys, protocol }: ProviderConfig, baseUrl: string): readonly string[] {
  const { pathname } = new URL(baseUrl);
  const isOfMessages = type !== 'openai-compatible' && /\/anthropic$/i.test(pathname);
  return [
    ...(apiKeys.length > 0 && isOpenHttp(baseUrl)
      ? ['the key travels unencrypted over http to another machine']
      : []),
    ...(protocol === 'anthropic' && /\/v\d+$/i.test(pathname)
      ? [
          'it ends with a version like the address of an OpenAI API; the protocol anthropic adds /v1/messages to it',
        ]
      : []),
    ...(protocol === 'openai' && isOfMessages
      ? ['it looks like the address of an Anthropic API; set protocol: anthropic, or the other address']
      : []),
  ];
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
