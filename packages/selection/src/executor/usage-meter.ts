import {
  PerChoice,
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
  return new StreamMeter(estimatedInputTokens);
}

/** A class, because there is one for as long as each stream lasts: closures would take several times its memory. */
class StreamMeter implements UsageMeter {
  readonly #estimatedInputTokens: number;
  /** Of each choice that was seen. */
  readonly #isFinished = new PerChoice<boolean>();
  #told: TokenUsage | undefined;
  #outputTokens = 0;
  #reasoningTokens = 0;

  constructor(estimatedInputTokens: number) {
    this.#estimatedInputTokens = estimatedInputTokens;
  }

  get told(): TokenUsage | undefined {
    return this.#told;
  }

  get finished(): boolean {
    return this.#isFinished.size > 0 && this.#isFinished.values().every(Boolean);
  }

  add(chunk: ChatCompletionChunk): void {
    // The last one wins: some vendors count up along the way, and none means the sum.
    if (chunk.usage != null) this.#told = tokenUsageFromWire(chunk.usage);
    for (const { index, delta, finish_reason } of chunk.choices) {
      if (finish_reason !== null) this.#isFinished.set(index, true);
      else if (this.#isFinished.get(index) === undefined) this.#isFinished.set(index, false);
      const reasoning = tokensOf(delta.reasoning_content);
      this.#reasoningTokens += reasoning;
      this.#outputTokens += reasoning + tokensOf(delta.content) + tokensOf(delta['refusal']);
      for (const call of delta.tool_calls ?? []) {
        this.#outputTokens += tokensOf(call.function?.name) + tokensOf(call.function?.arguments);
      }
    }
  }

  usage(): TokenUsage {
    return (
      this.#told ?? {
        inputTokens: this.#estimatedInputTokens,
        outputTokens: Math.ceil(this.#outputTokens),
        cachedInputTokens: 0,
        reasoningTokens: Math.ceil(this.#reasoningTokens),
      }
    );
  }
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
