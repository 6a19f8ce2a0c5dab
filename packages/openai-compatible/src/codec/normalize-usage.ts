import type { WireUsage } from '@reg/core';
import { isJsonObject, type JsonObject } from '../json-object.js';

/**
 * A vendor's token counts in OpenAI's places. Absent stays absent: a count that nobody gave is not zero. Cached
 * tokens are read from where Kimi (`cached_tokens`) and DeepSeek (`prompt_cache_hit_tokens`) put them beside
 * OpenAI's place; the places repeat one number and are never summed. Unknown fields pass, and usage that is in OpenAI's
 * form already is the very object that came.
 */
export function normalizeUsage(usage: unknown): WireUsage | undefined {
  if (!isJsonObject(usage)) return undefined;
  if (isNormal(usage)) return usage;
  const input = countOf(usage['prompt_tokens']) ?? countOf(usage['input_tokens']);
  const output = countOf(usage['completion_tokens']) ?? countOf(usage['output_tokens']);
  const total = countOf(usage['total_tokens']);
  if (input === undefined && output === undefined && total === undefined) return undefined;
  const prompt_tokens = input ?? Math.max(0, (total ?? 0) - (output ?? 0));
  const completion_tokens = output ?? Math.max(0, (total ?? 0) - prompt_tokens);
  const normal: Record<string, unknown> & WireUsage = {
    ...usage,
    prompt_tokens,
    completion_tokens,
    total_tokens: total ?? prompt_tokens + completion_tokens,
  };
  const details = cachedTokens(usage);
  if (details !== undefined) normal.prompt_tokens_details = details;
  return normal;
}

function isNormal(usage: JsonObject): usage is JsonObject & WireUsage {
  const { prompt_tokens: input, completion_tokens: output, total_tokens: total } = usage;
  if (countOf(input) !== input || countOf(output) !== output || countOf(total) !== total) return false;
  if (input === undefined || output === undefined || total === undefined) return false;
  return !('cached_tokens' in usage) && !('prompt_cache_hit_tokens' in usage);
}

function cachedTokens(usage: JsonObject): WireUsage['prompt_tokens_details'] {
  const cached = countOf(usage['cached_tokens']) ?? countOf(usage['prompt_cache_hit_tokens']);
  if (cached === undefined) return undefined;
  const details = usage['prompt_tokens_details'];
  return isJsonObject(details) ? { cached_tokens: cached, ...details } : { cached_tokens: cached };
}

/** Beyond the safe integers nothing is a count, and two such numbers would add up to infinity. */
function countOf(value: unknown): number | undefined {
  const count = typeof value === 'number' ? Math.floor(value) : -1;
  return count >= 0 && Number.isSafeInteger(count) ? count : undefined;
}
