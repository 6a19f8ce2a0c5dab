import { Secret } from '@reg/config';
import type { ProviderCall } from '@reg/core';
import { startKimiSimulator, testProviderContract } from '@reg/testkit';
import { describe, expect, it } from 'vitest';
import { createKimiProvider } from '../src/index.js';

const credential = { id: 'kimi#1', secret: new Secret('sk-0123456789abcdefKIMIcontract') };
const timeouts = { connectMs: 2000, headersMs: 2000, firstTokenMs: 2000, idleMs: 2000, totalMs: 20_000 };

describe.each(['kimi-k3', 'kimi-k2.6'])('%s', (id) => {
  testProviderContract(
    `kimi over Anthropic’s Messages/${id}`,
    async () => {
      const simulator = await startKimiSimulator();
      const provider = createKimiProvider({ baseUrl: simulator.messagesUrl ?? '', protocol: 'anthropic' });
      const model = provider.models.find((one) => one.id === id);
      if (model === undefined) throw new Error(`the catalogue has no ${id}`);
      return {
        provider,
        simulator,
        model,
        credential,
        call: (overrides: Partial<ProviderCall> = {}) => ({ model, credential, timeouts, ...overrides }),
        close: async () => {
          await provider.close();
          await simulator.close();
        },
      };
    },
    { describe, it, expect },
  );
});
