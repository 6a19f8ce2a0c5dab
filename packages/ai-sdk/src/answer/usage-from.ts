import type { JSONObject, LanguageModelV4Usage } from '@ai-sdk/provider';
import { tokenUsageFromWire, type TokenUsage, type WireUsage } from '@reg/core';

/**
 * Token counts in the AI SDK's parts. They are those of the answer, as the vendor counted them; where it did not,
 * `accounted` stands in, which is what reg counted for the whole call.
 */
export function usageFrom(wire: WireUsage | null | undefined, accounted: TokenUsage): LanguageModelV4Usage {
  const usage = wire == null ? accounted : tokenUsageFromWire(wire);
  const { inputTokens, cachedInputTokens, outputTokens, reasoningTokens } = usage;
  return {
    inputTokens: {
      total: inputTokens,
      noCache: Math.max(0, inputTokens - cachedInputTokens),
      cacheRead: cachedInputTokens,
      cacheWrite: undefined,
    },
    outputTokens: {
      total: outputTokens,
      text: Math.max(0, outputTokens - reasoningTokens),
      reasoning: reasoningTokens,
    },
    // A usage that came over the wire is JSON.
    ...(wire == null ? {} : { raw: wire as unknown as JSONObject }),
  };
}
