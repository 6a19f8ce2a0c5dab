import { createAnthropic } from '@ai-sdk/anthropic';
import type { ClientUnderTest, DaemonAddress } from '../client-under-test.js';
import { createAiSdkClient } from './ai-sdk-client.js';

/** The packages `ai` and `@ai-sdk/anthropic`. */
export function createAnthropicProviderClient({ url, apiKey }: DaemonAddress): ClientUnderTest {
  return createAiSdkClient({
    overloadedStatus: 529,
    model: ({ model, apiKey: key = apiKey, reg }) =>
      createAnthropic({
        baseURL: `${url}/v1`,
        apiKey: key,
        // It has no way for fields that it does not know but this one.
        ...(reg === undefined ? {} : { fetch: (input, init) => fetch(input, withField(init, { reg })) }),
      })(model),
    // For models that it does not know it would take a tool for the schema.
    providerOptions: () => ({ anthropic: { structuredOutputMode: 'outputFormat' } }),
  });
}

function withField(init: RequestInit | undefined, field: object): RequestInit {
  const body = JSON.parse(String(init?.body)) as object;
  return { ...init, body: JSON.stringify({ ...body, ...field }) };
}
