import { Secret } from '@reg/config';
import type { ProviderCall } from '@reg/core';
import {
  startOpenAiCompatibleSimulator,
  testProviderContract,
  type CompatibleOptions,
  type ContractSubject,
} from '@reg/testkit';
import { describe, expect, it } from 'vitest';
import { createOpenAICompatibleProvider, describeCustomModel } from '../src/index.js';

const model = describeCustomModel({
  id: 'llama3.2',
  contextWindow: 131_072,
  capabilities: { vision: true },
});
const key = 'sk-key-of-the-contract-0123456789';
const timeouts = { connectMs: 5_000, headersMs: 5_000, firstTokenMs: 5_000, idleMs: 5_000, totalMs: 20_000 };

async function subjectOf(options: CompatibleOptions): Promise<ContractSubject> {
  const simulator = await startOpenAiCompatibleSimulator({ models: [model.id], ...options });
  const provider = createOpenAICompatibleProvider({ id: 'box', baseUrl: simulator.baseUrl, models: [model] });
  const credential =
    options.keys === undefined ? {} : { credential: { id: 'box#1', secret: new Secret(key) } };
  return {
    provider,
    simulator,
    model,
    ...credential,
    call: (overrides: Partial<ProviderCall> = {}) => ({ model, ...credential, timeouts, ...overrides }),
    close: async () => {
      await provider.close();
      await simulator.close();
    },
  };
}

const functions = { describe, it, expect };

testProviderContract('an endpoint with a key', () => subjectOf({ keys: [key] }), functions);
testProviderContract(
  'a local box that thinks, as vLLM says it',
  () => subjectOf({ thinks: true }),
  functions,
);
testProviderContract(
  'a local box that thinks, as llama.cpp says it',
  () => subjectOf({ thinks: true, reasoningField: 'reasoning_content' }),
  functions,
);
