import { isPlaceholder, Secret, type EffectiveConfig, type ProviderConfig } from '@reg/config';

/** The embedded simulators of both vendors, and the configuration that points at them. */
export interface Sandbox {
  readonly config: EffectiveConfig;
  close(): Promise<void>;
}

/** Opens no vendor's door; it only has to look like a key to everything that checks for one. */
const sandboxKey = 'sk-sandbox-simulated-vendors-only';

/** Whether to simulate: when the operator says so, or left it open and gave nothing real to call. */
export function wantsSandbox(config: EffectiveConfig): boolean {
  const { sandbox } = config.server;
  if (sandbox !== 'auto') return sandbox === 'on';
  return !Object.values(config.providers).some(isCallable);
}

/** Has a real key, or is an endpoint of one's own that needs none. */
function isCallable(provider: ProviderConfig): boolean {
  if (provider.apiKeys.some((key) => !isPlaceholder(key.reveal()))) return true;
  return provider.type === 'openai-compatible' && provider.enabled && provider.apiKeys.length === 0;
}

/**
 * Starts both simulators on free ports of 127.0.0.1. Every other provider is switched off, so that nothing of a
 * sandbox leaves the machine.
 */
export async function startSandbox(config: EffectiveConfig): Promise<Sandbox> {
  const { startGlmSimulator, startKimiSimulator } = await import('@reg/testkit');
  const options = { keys: [sandboxKey], pacing: 'realistic', firstTokenDelayMs: 60 } as const;
  const [kimi, glm] = await Promise.all([startKimiSimulator(options), startGlmSimulator(options)]);
  const others = Object.entries(config.providers).map(
    ([id, provider]) => [id, { ...provider, enabled: false }] as const,
  );
  return {
    config: {
      ...config,
      providers: {
        ...Object.fromEntries(others),
        kimi: simulated(config.providers['kimi'], { type: 'kimi', baseUrl: kimi.baseUrl }),
        glm: simulated(config.providers['glm'], { type: 'glm', baseUrl: glm.baseUrl }),
      },
    },
    async close() {
      await Promise.all([kimi.close(), glm.close()]);
    },
  };
}

function simulated(
  configured: ProviderConfig | undefined,
  vendor: Pick<ProviderConfig, 'type'> & { readonly baseUrl: string },
): ProviderConfig {
  return {
    preferredModels: [],
    models: [],
    timeouts: {},
    modelTimeouts: {},
    limits: { adaptive: false, maxQueued: 0, queueTimeoutMs: 0 },
    ...configured,
    ...vendor,
    enabled: true,
    protocol: 'openai',
    auth: 'bearer',
    headers: {},
    apiKeys: [new Secret(sandboxKey)],
  };
}
