import { addPresent, isJsonObject, type JsonObject } from '../json-object.js';

/**
 * Anthropic's counts in OpenAI's places, for `normalizeUsage`: its `input_tokens` are only those that no cache had, so
 * that the three kinds of input are added up. `undefined` while the output is not counted: a stream tells the input at
 * its start, and an answer that is cut must not look as if its output had cost nothing.
 */
export function usageFromMessages(...usages: readonly unknown[]): JsonObject | undefined {
  // Cumulative, told again as they grow: the last one counts, never the sum.
  const usage = Object.assign({}, ...usages.map(countsIn)) as JsonObject;
  const { input_tokens: fresh, output_tokens: output, cache_read_input_tokens: read, ...rest } = usage;
  const { cache_creation_input_tokens: written, output_tokens_details: details, ...others } = rest;
  const input = countOf(fresh) + countOf(read) + countOf(written);
  if (typeof output !== 'number' || (input === 0 && output === 0)) return undefined;
  const thinking = isJsonObject(details) ? details['thinking_tokens'] : undefined;
  return {
    ...others,
    prompt_tokens: input,
    completion_tokens: output,
    ...(read === undefined ? {} : { prompt_tokens_details: { cached_tokens: countOf(read) } }),
    // Written to a cache at a price of its own; the Messages dialect tells its clients.
    ...(countOf(written) === 0 ? {} : { cache_creation_input_tokens: written }),
    ...(typeof thinking === 'number' ? { completion_tokens_details: { reasoning_tokens: thinking } } : {}),
  };
}

function countsIn(usage: unknown): JsonObject {
  if (!isJsonObject(usage)) return {};
  return addPresent({}, usage);
}

function countOf(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) && value > 0 ? value : 0;
}
