import type { ChatRequest, Provider, ProviderCall } from '@reg/core';

/**
 * Sends the id of the call as `request_id`, which GLM echoes and shows in its console. GLM refuses an id that is
 * in flight (1231), and an attempt that was given up may still be, so every attempt gets a number of its own.
 */
export function withRequestIds(provider: Provider): Provider {
  let attempts = 0;
  const identified = (request: ChatRequest, { requestId }: ProviderCall): ChatRequest => {
    if (requestId === undefined || request['request_id'] != null) return request;
    attempts += 1;
    return { ...request, request_id: `${requestId}-${attempts.toString(36)}` };
  };
  return {
    ...provider,
    chat: (request, call) => provider.chat(identified(request, call), call),
    stream: (request, call) => provider.stream(identified(request, call), call),
  };
}
