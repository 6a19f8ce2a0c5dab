import type { ThinkingBlock } from '@reg/core';
import type { JsonObject } from '../json-object.js';

/**
 * The thinking block to send back next time, with who signed it; none for thinking without a signature, of which the
 * text is all there is.
 */
export function signedBlock(
  { type, thinking, signature, data }: JsonObject,
  provider: string,
): readonly ThinkingBlock[] {
  if (type === 'redacted_thinking' && typeof data === 'string') return [{ type, data, provider }];
  if (type !== 'thinking' || typeof signature !== 'string' || signature === '') return [];
  return [{ type, thinking: typeof thinking === 'string' ? thinking : '', signature, provider }];
}
