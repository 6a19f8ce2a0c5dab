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
 * vLLM (since 2025-11) and OpenRouter call `reasoning`, and content as one text where a vendor sends parts. What is
 * no text there is left out.
 */
export function mendTexts(part: JsonObject): JsonObject {
  const { reasoning, reasoning_content: named, content, ...rest } = part;
  const thought = textOf(named) ?? textOf(reasoning) ?? (named === null ? null : undefined);
  const said = Array.isArray(content) ? joinedText(content) : content;
  return {
    ...rest,
    ...(said === null || typeof said === 'string' ? { content: said } : {}),
    ...(thought === undefined ? {} : { reasoning_content: thought }),
    ...(typeof reasoning === 'object' && reasoning !== null ? { reasoning } : {}),
  };
}

function joinedText(parts: readonly unknown[]): string {
  return parts.map((part) => (isJsonObject(part) ? (textOf(part['text']) ?? '') : '')).join('');
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
