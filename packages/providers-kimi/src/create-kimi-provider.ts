import type { Clock, ModelDescriptor, Provider } from '@reg/core';
import { createOpenAICompatibleProvider } from '@reg/openai-compatible';
import { kimiCodec } from './kimi-codec.js';
import { kimiEndpointAt, kimiEndpoints, kimiModelsOf } from './kimi-endpoints.js';
import type { KimiEndpoint } from './kimi-endpoints.js';
import { createKimiFeatures } from './kimi-features.js';

export interface KimiProviderSettings {
  /** The name under which it is registered. @default 'kimi' */
  readonly id?: string;
  /** Which of the vendor's platforms: it decides catalogue and currency. @default the one of `baseUrl`, else 'international' */
  readonly endpoint?: KimiEndpoint;
  /** For a proxy or a simulator. @default the URL of `endpoint` */
  readonly baseUrl?: string;
  /** @default what the endpoint serves */
  readonly models?: readonly ModelDescriptor[];
  /** Sent with every request. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly clock?: Clock;
}

/**
 * Kimi as a provider: one HTTP attempt per call, no retry.
 *
 * @throws ConfigurationError when `baseUrl` is no http(s) URL, or carries a user, a password or a fragment.
 */
export function createKimiProvider(settings: KimiProviderSettings = {}): Provider {
  const { id = 'kimi', baseUrl, headers, clock } = settings;
  const endpoint = settings.endpoint ?? kimiEndpointAt(baseUrl) ?? 'international';
  return createOpenAICompatibleProvider({
    id,
    baseUrl: baseUrl ?? kimiEndpoints[endpoint],
    models: settings.models ?? kimiModelsOf[endpoint],
    codec: kimiCodec,
    features: (transport) => createKimiFeatures(transport, { provider: id, endpoint }),
    ...(headers === undefined ? {} : { headers }),
    ...(clock === undefined ? {} : { clock }),
  });
}
