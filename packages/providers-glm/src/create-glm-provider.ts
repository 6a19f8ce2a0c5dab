import type { Clock, ModelDescriptor, Provider } from '@reg/core';
import { createOpenAICompatibleProvider } from '@reg/openai-compatible';
import type { ChatProtocol, TransportLimits } from '@reg/openai-compatible';
import { glmAnthropicCodec } from './glm-anthropic-codec.js';
import { glmCodec } from './glm-codec.js';
import { glmBaseUrl, glmEndpointAt, glmModelsOver } from './glm-endpoints.js';
import type { GlmEndpoint } from './glm-endpoints.js';
import { createGlmFeatures } from './glm-features.js';
import { createGlmTokens } from './glm-token.js';
import { withFreshTokens } from './with-fresh-tokens.js';
import { withRequestIds } from './with-request-ids.js';

export interface GlmProviderSettings {
  /** The name under which it is registered. @default 'glm' */
  readonly id?: string;
  /** Which of the vendor's platforms: it decides the catalogue. @default the one of `baseUrl`, else 'international' */
  readonly endpoint?: GlmEndpoint;
  /**
   * What is spoken with it: OpenAI's chat completions, or Anthropic's Messages on the vendor's endpoint for those. Callers
   * notice nothing but what the models can then do: no video, no JSON mode, no features beside chat.
   * @default 'openai'
   */
  readonly protocol?: ChatProtocol;
  /** For a proxy or a simulator. @default the URL of `endpoint` for `protocol` */
  readonly baseUrl?: string;
  /** @default what the endpoint serves */
  readonly models?: readonly ModelDescriptor[];
  /**
   * `bearer` sends the key as it is. `jwt` sends a token signed with it, as older SDKs did; the key must be
   * `<id>.<secret>`.
   * @default 'bearer'
   */
  readonly auth?: 'bearer' | 'jwt';
  /** Sent with every request. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Of what is held in memory and of connections at once. */
  readonly limits?: TransportLimits;
  readonly clock?: Clock;
}

/**
 * GLM as a provider: one HTTP attempt per call, no retry. With `auth: 'jwt'` a key of another form makes every
 * call throw an AuthenticationError before anything is sent.
 *
 * @throws ConfigurationError when `baseUrl` is no http(s) URL, or carries a user, a password or a fragment.
 */
export function createGlmProvider(settings: GlmProviderSettings = {}): Provider {
  const { id = 'glm', protocol = 'openai', baseUrl, auth = 'bearer', clock } = settings;
  const endpoint = settings.endpoint ?? glmEndpointAt(baseUrl) ?? 'international';
  const tokens = createGlmTokens(id);
  const provider = createOpenAICompatibleProvider({
    id,
    baseUrl: baseUrl ?? glmBaseUrl(endpoint, protocol),
    models: settings.models ?? glmModelsOver(endpoint, protocol),
    headers: { ...languageOf(endpoint), ...settings.headers },
    ...(protocol === 'anthropic'
      ? { codec: glmAnthropicCodec }
      : { codec: glmCodec, features: (transport) => createGlmFeatures(transport, id) }),
    ...(auth === 'jwt'
      ? {
          authorize: (credential, nowMs) =>
            credential === undefined ? {} : { authorization: `Bearer ${tokens.tokenFor(credential, nowMs)}` },
        }
      : {}),
    ...(settings.limits === undefined ? {} : { limits: settings.limits }),
    ...(clock === undefined ? {} : { clock }),
  });
  const fresh = auth === 'jwt' ? withFreshTokens(provider, tokens) : provider;
  // The Messages API has no field for it; the header is sent in any case.
  return protocol === 'anthropic' ? fresh : withRequestIds(fresh);
}

/** The language of errors follows it; bigmodel.cn answers in Chinese either way (the vendor's SDK, 2026). */
function languageOf(endpoint: GlmEndpoint): Readonly<Record<string, string>> {
  const isInternational = endpoint === 'international' || endpoint === 'codingInternational';
  return isInternational ? { 'accept-language': 'en-US,en' } : {};
}
