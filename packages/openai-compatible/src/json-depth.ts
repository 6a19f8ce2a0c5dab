import type { JsonObject } from './json-object.js';

/** Deeper than any answer, and far from where writing JSON runs out of stack. */
const maxDepth = 256;

/**
 * Whether a text that was read as JSON is nested so deeply that it could not be written again. Most texts are too
 * short, or open too little, for that; only the others are walked through.
 */
export function isTooDeep(text: string, json: unknown): boolean {
  return text.length >= 2 * maxDepth && opensMoreThan(text, maxDepth) && isNestedTooDeeply(json);
}

function opensMoreThan(text: string, limit: number): boolean {
  let opened = 0;
  for (const sign of ['{', '['])
    for (let at = text.indexOf(sign); at !== -1; at = text.indexOf(sign, at + 1)) {
      opened += 1;
      if (opened > limit) return true;
    }
  return false;
}

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
