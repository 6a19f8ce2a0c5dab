import type { ModelDescriptor, ProviderCall } from '@reg/core';
import { describe, expect, it } from 'vitest';
import {
  startGlmSimulator,
  startKimiSimulator,
  startOpenAiCompatibleSimulator,
  testProviderContract,
  type ContractSubject,
  type VendorSimulator,
} from '../src/index.js';
import { createFetchProvider, type Defects } from './fetch-provider.js';

const keys = { kimi: 'sk-testkit0123456789abcdef', glm: 'id.testkitsecret0123456789' };

function descriptor(id: string, vision: boolean, jsonSchema: boolean): ModelDescriptor {
  return {
    id,
    aliases: [],
    capabilities: {
      vision,
      video: false,
      tools: true,
      forcedToolChoice: 'none',
      jsonObject: true,
      jsonSchema,
      reasoning: 'toggle',
      continuation: false,
    },
    free: false,
    billing: 'per-token',
    status: 'active',
    rating: { capability: 50, speed: 50 },
    fact: { source: 'this test', date: '2026-01-01' },
  };
}

async function subjectOf(
  starting: Promise<VendorSimulator>,
  model: ModelDescriptor,
  options: { readonly key?: string; readonly defects?: Defects } = {},
): Promise<ContractSubject> {
  const simulator = await starting;
  const provider = createFetchProvider(simulator.baseUrl, simulator.errors, options.defects);
  const { key } = options;
  const credential = key === undefined ? undefined : { id: 'test#1', secret: secretOf(key) };
  const timeouts = {
    connectMs: 5_000,
    headersMs: 5_000,
    firstTokenMs: 5_000,
    idleMs: 5_000,
    totalMs: 10_000,
  };
  const call = (overrides: Partial<ProviderCall> = {}): ProviderCall => ({
    model,
    ...(credential === undefined ? {} : { credential }),
    timeouts,
    ...overrides,
  });
  return {
    provider,
    simulator,
    model,
    credential,
    call,
    async close() {
      await provider.close();
      await simulator.close();
    },
  };
}

/** The port names the type of a secret; its package is not one that this one may import. */
function secretOf(key: string): NonNullable<ProviderCall['credential']>['secret'] {
  return { reveal: () => key } as NonNullable<ProviderCall['credential']>['secret'];
}

const kimi = descriptor('kimi-k2.6', true, true);
const functions = { describe, it, expect };

testProviderContract(
  'fetch on Kimi',
  () => subjectOf(startKimiSimulator(), kimi, { key: keys.kimi }),
  functions,
);
testProviderContract(
  'fetch on GLM',
  () => subjectOf(startGlmSimulator(), descriptor('glm-5v-turbo', true, false), { key: keys.glm }),
  functions,
);
testProviderContract(
  'fetch on a plain server',
  () => subjectOf(startOpenAiCompatibleSimulator({ thinks: true }), descriptor('llama3.2:3b', false, true)),
  functions,
);

describe('the contract notices', () => {
  const cases: Readonly<Record<string, { readonly defects: Defects; readonly test: RegExp }>> = {
    'a hidden retry': { defects: { retries: true }, test: /chat turns every vendor error/ },
    'a stream that is believed to be whole': {
      defects: { trustsTheEnd: true },
      test: /an end after some content/,
    },
    'a key in an error': { defects: { leaksKey: true }, test: /a key that the vendor repeats/ },
    'a changed request': { defects: { mutates: true }, test: /the request is not changed/ },
    'an abort that is not heard': { defects: { ignoresAbort: true }, test: /aborted before it began/ },
  };
  for (const [name, { defects, test }] of Object.entries(cases))
    it(name, async () => {
      const bodies = new Map<string, () => Promise<void>>();
      testProviderContract(
        'defective',
        () => subjectOf(startKimiSimulator(), kimi, { key: keys.kimi, defects }),
        {
          describe: (_, body) => {
            body();
          },
          it: (title, body) => bodies.set(title, body),
          expect,
        },
      );
      const found = [...bodies].find(([title]) => test.test(title))?.[1];
      await expect(found?.()).rejects.toThrow();
    });

  it('a negative tool index', async () => {
    const bodies = new Map<string, () => Promise<void>>();
    const model = descriptor('glm-4.6', false, false);
    testProviderContract(
      'defective',
      () => subjectOf(startGlmSimulator(), model, { key: keys.glm, defects: { keepsNegativeIndex: true } }),
      {
        describe: (_, body) => {
          body();
        },
        it: (title, body) => bodies.set(title, body),
        expect,
      },
    );
    const found = [...bodies].find(([title]) => title.startsWith('streamed tool calls'))?.[1];
    await expect(found?.()).rejects.toThrow();
  });
});
