import type { ChatCompletionChunk, WireUsage } from '@reg/core';

/**
 * Puts usage where OpenAI puts it, whatever the vendor's habit: for a client that asked, null on every chunk and
 * the numbers on one last chunk without choices; for the others, nowhere.
 */
export interface UsageShaper {
  /** The chunk to send, or none. */
  shape(chunk: ChatCompletionChunk): ChatCompletionChunk | undefined;
  /** The chunk to send before `[DONE]`, if any. */
  last(): ChatCompletionChunk | undefined;
}

export function createUsageShaper(wanted: boolean): UsageShaper {
  let usage: WireUsage | undefined;
  let latest: ChatCompletionChunk | undefined;
  return {
    shape(chunk) {
      latest = chunk;
      if (chunk.usage !== undefined && chunk.usage !== null) {
        usage = chunk.usage;
        if (chunk.choices.length === 0) return undefined;
      }
      if (wanted) return chunk.usage === null ? chunk : { ...chunk, usage: null };
      if (!('usage' in chunk)) return chunk;
      const { usage: _unasked, ...rest } = chunk;
      return rest as ChatCompletionChunk;
    },
    last() {
      if (!wanted || usage === undefined || latest === undefined) return undefined;
      const { id, object, created, model } = latest;
      return { id, object, created, model, choices: [], usage };
    },
  };
}
