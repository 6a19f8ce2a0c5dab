import { Secret } from '@reg/config';
import type { ProviderCall } from '@reg/core';
import { startGlmSimulator, testProviderContract } from '@reg/testkit';
import { describe, expect, it } from 'vitest';
import { createGlmProvider } from '../src/index.js';
import { glmModel } from './encode-for.js';

const key = '0123456789abcdef0123456789abcdef.GLMcontractKey42';

// One of each way of thinking and of each generation of the wire, and both forms of the key.
describe.each([
  ['glm-5.3', 'bearer'],
  ['glm-4.5-flash', 'jwt'],
  ['glm-4.6v', 'bearer'],
] as const)('%s with %s', (id, auth) => {
  testProviderContract(
    `glm/${id}`,
    async () => {
      const simulator = await startGlmSimulator({ keys: [key] });
      const provider = createGlmProvider({ baseUrl: simulator.baseUrl, auth });
      const usual: ProviderCall = {
        model: glmModel(id),
        credential: { id: 'glm#1', secret: new Secret(key) },
        timeouts: { connectMs: 2000, headersMs: 2000, firstTokenMs: 2000, idleMs: 2000, totalMs: 20_000 },
        requestId: 'contract',
      };
      return {
        provider,
        simulator,
        model: glmModel(id),
        credential: usual.credential,
        call: (overrides = {}) => ({ ...usual, ...overrides }),
        close: () => Promise.all([provider.close(), simulator.close()]).then(() => undefined),
      };
    },
    { describe, it, expect },
  );
});
