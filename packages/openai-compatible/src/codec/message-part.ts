import { isJsonObject, type JsonObject } from '../json-object.js';

/** Fields in which an answer can be. Everything else is decoration. */
const answerFields = [
  'content',
  'reasoning_content',
  'reasoning',
  'refusal',
  'tool_calls',
  'function_call',
  'audio',
  'images',
];

/** Whether a message or a delta carries something of the answer. */
export function hasAnswer(part: JsonObject): boolean {
  return answerFields.some((field) => {
    const value = part[field];
    if (typeof value === 'string' || Array.isArray(value)) return value.length > 0;
    return isJsonObject(value) && Object.keys(value).length > 0;
  });
}

/**
 * A message or delta with its texts where OpenAI clients look for them: reasoning in `reasoning_content`, which
 * vLLM (since 2025-11) and OpenRouter call `reasoning`, and content as one text where a vendor sends parts.
 */
export function mendTexts(part: JsonObject): JsonObject {
  const { reasoning, ...rest } = part;
  const isText = typeof reasoning === 'string';
  const content = Array.isArray(part['content']) ? { content: joinedText(part['content']) } : {};
  const named = isText ? { reasoning_content: rest['reasoning_content'] ?? reasoning } : {};
  return { ...(isText ? rest : part), ...content, ...named };
}

function joinedText(parts: readonly unknown[]): string {
  return parts
    .map((part) => (isJsonObject(part) && typeof part['text'] === 'string' ? part['text'] : ''))
    .join('');
}
