import {
  tokenUsageFromWire,
  type AssistantMessage,
  type ChatCompletion,
  type ChatCompletionChunk,
  type TokenUsage,
} from '@reg/core';
import { textTokens } from '../requirement/text-tokens.js';

/** Counts what an answer uses while it arrives. */
export interface UsageMeter {
  add(chunk: ChatCompletionChunk): void;
  /** The vendor's count, or reg's estimate while there is none. */
  usage(): TokenUsage;
  /** The vendor's count alone. */
  readonly told: TokenUsage | undefined;
  /** Whether every choice seen so far told its finish reason. */
  readonly finished: boolean;
}

export function createUsageMeter(estimatedInputTokens: number): UsageMeter {
  let told: TokenUsage | undefined;
  let outputTokens = 0;
  let reasoningTokens = 0;
  const seen = new Set<number>();
  const finished = new Set<number>();
  return {
    add(chunk) {
      // The last one wins: some vendors count up along the way, and none means the sum.
      if (chunk.usage != null) told = tokenUsageFromWire(chunk.usage);
      for (const { index, delta, finish_reason } of chunk.choices) {
        seen.add(index);
        if (finish_reason !== null) finished.add(index);
        const reasoning = tokensOf(delta.reasoning_content);
        reasoningTokens += reasoning;
        outputTokens += reasoning + tokensOf(delta.content) + tokensOf(delta['refusal']);
        for (const call of delta.tool_calls ?? []) {
          outputTokens += tokensOf(call.function?.name) + tokensOf(call.function?.arguments);
        }
      }
    },
    usage: () =>
      told ?? {
        inputTokens: estimatedInputTokens,
        outputTokens: Math.ceil(outputTokens),
        cachedInputTokens: 0,
        reasoningTokens: Math.ceil(reasoningTokens),
      },
    get told() {
      return told;
    },
    get finished() {
      return seen.size > 0 && seen.size === finished.size;
    },
  };
}

/** What a whole answer used: the vendor's count, or reg's estimate where the vendor told none. */
export function usageOfCompletion(completion: ChatCompletion, estimatedInputTokens: number): TokenUsage {
  if (completion.usage != null) return tokenUsageFromWire(completion.usage);
  let outputTokens = 0;
  let reasoningTokens = 0;
  for (const { message } of completion.choices) {
    const reasoning = tokensOf(message.reasoning_content);
    reasoningTokens += reasoning;
    outputTokens += reasoning + tokensOf(message.content) + toolCallTokens(message);
  }
  return {
    inputTokens: estimatedInputTokens,
    outputTokens: Math.ceil(outputTokens),
    cachedInputTokens: 0,
    reasoningTokens: Math.ceil(reasoningTokens),
  };
}

function toolCallTokens({ tool_calls = [] }: AssistantMessage): number {
  return tool_calls.reduce(
    (sum, call) => sum + tokensOf(call.function.name) + tokensOf(call.function.arguments),
    0,
  );
}

function tokensOf(text: unknown): number {
  return typeof text === 'string' ? textTokens(text) : 0;
}
