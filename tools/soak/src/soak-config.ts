import type { ConfigInput } from '@reg/config';
import type { Vendor } from './every-fault.js';

/** They open no vendor's door; they only have to look like keys. The last of each vendor is the poor one. */
export const soakKeys: Readonly<Record<Vendor, readonly string[]>> = {
  kimi: [
    'sk-soak0first0key0value0abcdef',
    'sk-soak0second0key0value0abcdef',
    'sk-soak0poor0key0value0abcdef',
  ],
  glm: [
    '0123456789abcdef0123456789abcde1.Soak000000000001',
    '0123456789abcdef0123456789abcde2.Soak000000000002',
    '0123456789abcdef0123456789abcde3.Soak000000000003',
  ],
};

export const deadlineMs = 6_000;

/** Short times, so that minutes see what production sees in days: circuits open, are probed and recover all along. */
export function soakConfig(baseUrls: Readonly<Record<Vendor, string>>, stateDir: string): ConfigInput {
  const provider = (vendor: Vendor, models: readonly string[]) => ({
    baseUrl: baseUrls[vendor],
    apiKeys: soakKeys[vendor],
    allowedModels: models,
  });
  return {
    stateDir,
    server: { port: 0, logLevel: 'info', sandbox: 'off', drainTimeoutMs: 5_000 },
    providers: {
      kimi: provider('kimi', ['kimi-k2.6', 'kimi-k3']),
      glm: provider('glm', ['glm-5.2', 'glm-4.7']),
    },
    timeouts: { connectMs: 1_000, headersMs: 1_200, firstTokenMs: 1_200, idleMs: 1_200, totalMs: 5_000 },
    retry: { attempts: 2, backoffBaseMs: 50, backoffMaxMs: 400 },
    circuits: { openMs: 1_500, credentialOpenMs: 3_000, maxOpenMs: 6_000, rampUpMs: 2_000 },
    routing: { deadlineMs },
  };
}
