import type { Clock, ModelDescriptor, Provider } from '@reg/core';
import { apiKeyHeader, createOpenAICompatibleProvider } from '@reg/openai-compatible';
import type { ChatProtocol, TransportLimits } from '@reg/openai-compatible';
import { kimiAnthropicCodec } from './kimi-anthropic-codec.js';
import { kimiCodec } from './kimi-codec.js';
import { kimiBaseUrl, kimiEndpointAt, kimiModelsOver } from './kimi-endpoints.js';
import type { KimiEndpoint } from './kimi-endpoints.js';
import { createKimiFeatures } from './kimi-features.js';

export interface KimiProviderSettings {
  /** The name under which it is registered. @default 'kimi' */
  readonly id?: string;
  /** Which of the vendor's platforms: it decides catalogue and currency. @default the one of `baseUrl`, else 'international' */
  readonly endpoint?: KimiEndpoint;
  /**
   * What is spoken with it: OpenAI's chat completions, or Anthropic's Messages on the vendor's endpoint for those. Callers
   * notice nothing but what the models can then do: no video, no JSON modes, no continuation, no features beside chat.
   * @default 'openai'
   */
  readonly protocol?: ChatProtocol;
  /** For a proxy or a simulator. @default the URL of `endpoint` for `protocol` */
  readonly baseUrl?: string;
  /** @default what the endpoint serves */
  readonly models?: readonly ModelDescriptor[];
  /** Sent with every request. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Of what is held in memory and of connections at once. */
  readonly limits?: TransportLimits;
  readonly clock?: Clock;
}

/**
 * Kimi as a provider: one HTTP attempt per call, no retry.
 *
 * @throws ConfigurationError when `baseUrl` is no http(s) URL, or carries a user, a password or a fragment.
 */
export function createKimiProvider(settings: KimiProviderSettings = {}): Provider {
  const { id = 'kimi', protocol = 'openai', baseUrl, headers, clock } = settings;
  const endpoint = settings.endpoint ?? kimiEndpointAt(baseUrl) ?? 'international';
  return createOpenAICompatibleProvider({
    id,
    baseUrl: baseUrl ?? kimiBaseUrl(endpoint, protocol),
    models: settings.models ?? kimiModelsOver(endpoint, protocol),
    ...(protocol === 'anthropic'
      ? {
          codec: kimiAnthropicCodec,
          // The plan's host knows keys only so; the platform takes what Claude Code sends as its token (2026-05).
          ...(endpoint === 'coding' ? { authorize: apiKeyHeader } : {}),
        }
      : {
          codec: kimiCodec,
          features: (transport) => createKimiFeatures(transport, { provider: id, endpoint }),
        }),
    ...(headers === undefined ? {} : { headers }),
    ...(settings.limits === undefined ? {} : { limits: settings.limits }),
    ...(clock === undefined ? {} : { clock }),
  });
}
