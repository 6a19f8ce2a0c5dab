import { wireTextOf, wireTextWithoutUsage, type ChatCompletionChunk, type WireUsage } from '@reg/core';

/**
 * Puts usage where OpenAI puts it, whatever the vendor's habit: for a client that asked, null on every chunk and
 * the numbers on one last chunk without choices; for the others, nowhere.
 */
export interface UsageShaper {
  /** The JSON of the chunk to send, or none. What needs no change is sent as it came. */
  shape(chunk: ChatCompletionChunk): string | undefined;
  /** The JSON of the chunk to send before `[DONE]`, if any. */
  last(): string | undefined;
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
      if (wanted) return wireTextWithoutUsage(chunk);
      if (!('usage' in chunk)) return wireTextOf(chunk);
      const { usage: _unasked, ...rest } = chunk;
      return JSON.stringify(rest);
    },
    last() {
      if (!wanted || usage === undefined || latest === undefined) return undefined;
      const { id, object, created, model } = latest;
      return JSON.stringify({ id, object, created, model, choices: [], usage });
    },
  };
}
