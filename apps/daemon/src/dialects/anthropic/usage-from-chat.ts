import { tokenUsageFromWire, type TokenUsage, type WireUsage } from '@reg/core';
import type { AnthropicUsage } from './message.js';

/** A vendor's count in this dialect, where what came from a cache is not part of the input. */
export function usageFromChat(usage: WireUsage): AnthropicUsage {
  const written = usage['cache_creation_input_tokens'];
  const creation = typeof written === 'number' && written > 0 ? Math.floor(written) : 0;
  const details = usage.completion_tokens_details?.reasoning_tokens;
  return usageOf(tokenUsageFromWire(usage), creation, typeof details === 'number');
}

/** reg's own count, where the vendor gave none. */
export function usageFromTokens(usage: TokenUsage): AnthropicUsage {
  return usageOf(usage, 0, usage.reasoningTokens > 0);
}

function usageOf(usage: TokenUsage, creation: number, knowsThinking: boolean): AnthropicUsage {
  const { inputTokens, cachedInputTokens, outputTokens, reasoningTokens } = usage;
  return {
    input_tokens: Math.max(0, inputTokens - cachedInputTokens - creation),
    cache_creation_input_tokens: creation,
    cache_read_input_tokens: cachedInputTokens,
    output_tokens: outputTokens,
    ...(knowsThinking ? { output_tokens_details: { thinking_tokens: reasoningTokens } } : {}),
  };
}
