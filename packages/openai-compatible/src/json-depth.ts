import type { JsonObject } from './json-object.js';

/** Deeper than any answer, and far from where writing JSON runs out of stack. */
const maxDepth = 256;

/**
 * Whether parsed JSON is nested so deeply that it could not be written again: `JSON.parse` knows no limit, but
 * `JSON.stringify` overflows the stack after some thousand levels.
 */
export function isNestedTooDeeply(json: unknown, levels: number = maxDepth): boolean {
  if (typeof json !== 'object' || json === null) return false;
  if (levels === 0) return true;
  for (const name in json) if (isNestedTooDeeply((json as JsonObject)[name], levels - 1)) return true;
  return false;
}
