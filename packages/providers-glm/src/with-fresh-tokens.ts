import { AuthenticationError } from '@reg/core';
import type { Provider, ProviderCall } from '@reg/core';
import type { GlmTokens } from './glm-token.js';

/**
 * Throws a signed token away when the vendor does not accept it (1003, token expired), so that the next attempt
 * signs a new one. The attempt itself is not repeated: attempts are counted by who asked for this one.
 */
export function withFreshTokens(provider: Provider, tokens: GlmTokens): Provider {
  const watch = async <T>(call: ProviderCall, answer: Promise<T>): Promise<T> => {
    try {
      return await answer;
    } catch (error) {
      if (AuthenticationError.isInstance(error) && call.credential !== undefined)
        tokens.forget(call.credential);
      throw error;
    }
  };
  return {
    ...provider,
    chat: (request, call) => watch(call, provider.chat(request, call)),
    stream: (request, call) => watch(call, provider.stream(request, call)),
    listModels: (call) => watch(call, provider.listModels(call)),
  };
}
