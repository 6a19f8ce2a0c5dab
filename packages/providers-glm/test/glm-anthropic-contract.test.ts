import { Secret } from '@reg/config';
import type { ProviderCall } from '@reg/core';
import { startGlmSimulator, testProviderContract } from '@reg/testkit';
import { describe, expect, it } from 'vitest';
import { createGlmProvider } from '../src/index.js';

const key = '0123456789abcdef0123456789abcdef.GLMcontractKey42';

// One of each way of thinking, both forms of the key, and one that writes its thinking between tags.
describe.each([
  ['glm-5.3', 'bearer'],
  ['glm-4.5-flash', 'jwt'],
  ['glm-4.5v', 'bearer'],
] as const)('%s with %s', (id, auth) => {
  testProviderContract(
    `glm over Anthropic’s Messages/${id}`,
    async () => {
      const simulator = await startGlmSimulator({ keys: [key] });
      const baseUrl = simulator.messagesUrl ?? '';
      const provider = createGlmProvider({ baseUrl, protocol: 'anthropic', auth });
      const model = provider.models.find((one) => one.id === id);
      if (model === undefined) throw new Error(`the catalogue has no ${id}`);
      const usual: ProviderCall = {
        model,
        credential: { id: 'glm#1', secret: new Secret(key) },
        timeouts: { connectMs: 2000, headersMs: 2000, firstTokenMs: 2000, idleMs: 2000, totalMs: 20_000 },
        requestId: 'contract',
      };
      return {
        provider,
        simulator,
        model,
        credential: usual.credential,
        call: (overrides = {}) => ({ ...usual, ...overrides }),
        close: () => Promise.all([provider.close(), simulator.close()]).then(() => undefined),
      };
    },
    { describe, it, expect },
  );
});
