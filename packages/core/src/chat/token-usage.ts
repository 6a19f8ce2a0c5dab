import type { WireUsage } from './chat-completion.js';

/** Tokens of one attempt or one call, in OpenTelemetry's words. */
export interface TokenUsage {
  /** All input tokens, the cached ones included. */
  readonly inputTokens: number;
  /** All output tokens, the reasoning ones included. */
  readonly outputTokens: number;
  /** The part of `inputTokens` that the vendor served from its prompt cache. */
  readonly cachedInputTokens: number;
  /** The part of `outputTokens` that the caller never sees. */
  readonly reasoningTokens: number;
}

export const noUsage: TokenUsage = {
  inputTokens: 0,
  outputTokens: 0,
  cachedInputTokens: 0,
  reasoningTokens: 0,
};

/** The domain's usage from the wire's. Negative, fractional and absent numbers count as none. */
export function tokenUsageFromWire(usage: WireUsage): TokenUsage {
  return {
    inputTokens: count(usage.prompt_tokens),
    outputTokens: count(usage.completion_tokens),
    // Kimi repeats the cached tokens at the top level and in the details: they are one number, never a sum.
    cachedInputTokens: count(usage['cached_tokens'] ?? usage.prompt_tokens_details?.cached_tokens),
    reasoningTokens: count(usage.completion_tokens_details?.reasoning_tokens),
  };
}

/** The wire's shape of a usage, for answers that reg counted itself. */
export function tokenUsageToWire(usage: TokenUsage): WireUsage {
  return {
    prompt_tokens: usage.inputTokens,
    completion_tokens: usage.outputTokens,
    total_tokens: usage.inputTokens + usage.outputTokens,
    prompt_tokens_details: { cached_tokens: usage.cachedInputTokens },
    completion_tokens_details: { reasoning_tokens: usage.reasoningTokens },
  };
}

/** A usage that the vendor did not tell and reg counted from the texts: `estimated` says so to the client. */
export function estimatedUsageToWire(usage: TokenUsage): WireUsage {
  return { ...tokenUsageToWire(usage), estimated: true };
}

/** Adds up what several attempts used. */
export function addUsage(left: TokenUsage, right: TokenUsage): TokenUsage {
  return {
    inputTokens: left.inputTokens + right.inputTokens,
    outputTokens: left.outputTokens + right.outputTokens,
    cachedInputTokens: left.cachedInputTokens + right.cachedInputTokens,
    reasoningTokens: left.reasoningTokens + right.reasoningTokens,
  };
}

function count(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) && value > 0 ? Math.floor(value) : 0;
}
