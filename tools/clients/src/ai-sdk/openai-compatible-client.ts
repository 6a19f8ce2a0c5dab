import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { createAiSdkClient } from './ai-sdk-client.js';
import type { ClientUnderTest, DaemonAddress } from '../client-under-test.js';

/** The packages `ai` and `@ai-sdk/openai-compatible`. */
export function createOpenAiCompatibleClient({ url, apiKey }: DaemonAddress): ClientUnderTest {
  return createAiSdkClient({
    model: ({ model, apiKey: key = apiKey }) =>
      createOpenAICompatible({
        name: 'daemon',
        baseURL: `${url}/v1`,
        apiKey: key,
        includeUsage: true,
        supportsStructuredOutputs: true,
      })(model),
    // Fields that the provider does not know go into the body as they are.
    providerOptions: ({ reg }) => (reg === undefined ? {} : { daemon: { reg } }),
  });
}
