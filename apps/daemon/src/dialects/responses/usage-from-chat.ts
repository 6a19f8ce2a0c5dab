import { tokenUsageFromWire, type TokenUsage, type WireUsage } from '@reg/core';
import type { ResponseUsage } from './response-object.js';

/** The vendor's count in this dialect; reg's own where the vendor gave none. */
export function usageFromChat(wire: WireUsage | undefined, counted: TokenUsage): ResponseUsage {
  const usage = wire === undefined ? counted : tokenUsageFromWire(wire);
  return {
    input_tokens: usage.inputTokens,
    input_tokens_details: { cached_tokens: usage.cachedInputTokens },
    output_tokens: usage.outputTokens,
    output_tokens_details: { reasoning_tokens: usage.reasoningTokens },
    total_tokens: usage.inputTokens + usage.outputTokens,
  };
}
