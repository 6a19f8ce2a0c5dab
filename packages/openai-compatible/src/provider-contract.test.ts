import { Secret } from '@reg/config';
import type { ProviderCall } from '@reg/core';
import { startOpenAiCompatibleSimulator, testProviderContract } from '@reg/testkit';
import { describe, expect, it } from 'vitest';
import { createOpenAICompatibleProvider, describeCustomModel } from './index.js';

const model = describeCustomModel({
  id: 'llama3.2',
  contextWindow: 131_072,
  capabilities: { vision: true, jsonSchema: true },
});

testProviderContract(
  'an OpenAI-compatible endpoint',
  async () => {
    const simulator = await startOpenAiCompatibleSimulator({ models: [model.id] });
    const provider = createOpenAICompatibleProvider({
      id: 'box',
      baseUrl: simulator.baseUrl,
      models: [model],
    });
    const credential = { id: 'box#1', secret: new Secret('sk-key-of-the-contract-0123456789') };
    const timeouts = { connectMs: 2000, headersMs: 2000, firstTokenMs: 2000, idleMs: 2000, totalMs: 20_000 };
    return {
      provider,
      simulator,
      model,
      credential,
      call: (overrides: Partial<ProviderCall> = {}): ProviderCall => ({
        model,
        credential,
        timeouts,
        ...overrides,
      }),
      close: async () => {
        await provider.close();
        await simulator.close();
      },
    };
  },
  { describe, it, expect },
);
