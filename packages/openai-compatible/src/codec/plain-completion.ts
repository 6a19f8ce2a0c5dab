import type { ChatCompletion } from '@reg/core';
import { isJsonObject, type JsonObject } from '../json-object.js';

/** Reasons that need no reading: OpenAI's own words. */
const ends: ReadonlySet<unknown> = new Set(['stop', 'length', 'content_filter']);

/**
 * Whether a whole answer is in OpenAI's shape already, but perhaps for its usage: nothing but texts, all of them where
 * clients look for them. Most answers without calls of tools are, and pass as they came.
 */
export function isPlainCompletion(body: JsonObject): body is JsonObject & ChatCompletion {
  const { id, object, created, model, choices } = body;
  if (typeof id !== 'string' || id === '' || object !== 'chat.completion') return false;
  if (!Number.isSafeInteger(created) || typeof model !== 'string' || model === '') return false;
  // Clients take any `error` for one, even an empty one.
  if ('error' in body || !Array.isArray(choices) || choices.length === 0) return false;
  for (let at = 0; at < choices.length; at += 1) if (!isPlainChoice(choices[at], at)) return false;
  return true;
}

function isPlainChoice(choice: unknown, position: number): boolean {
  if (!isJsonObject(choice) || choice['index'] !== position || !ends.has(choice['finish_reason']))
    return false;
  return !('usage' in choice) && isPlainMessage(choice['message']);
}

function isPlainMessage(message: unknown): boolean {
  if (!isJsonObject(message) || message['role'] !== 'assistant') return false;
  const { content, reasoning_content: reasoning } = message;
  if (typeof content !== 'string' || content === '') return false;
  if ('tool_calls' in message || 'reasoning' in message) return false;
  return typeof reasoning === 'string' || !('reasoning_content' in message);
}
