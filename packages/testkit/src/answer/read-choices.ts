import { isRecord, textOf } from '../json-value.js';
import type { AnswerRequest } from './prompt.js';

/** `tool_choice` of an OpenAI-shaped body. */
export function readToolChoice(choice: unknown): AnswerRequest['toolChoice'] {
  if (choice === 'none' || choice === 'required') return choice;
  const target =
    isRecord(choice) && isRecord(choice['function']) ? textOf(choice['function']['name']) : undefined;
  return target === undefined ? 'auto' : { name: target };
}

/** `response_format` of an OpenAI-shaped body. */
export function readFormat(format: unknown): AnswerRequest['format'] {
  if (!isRecord(format)) return { type: 'text' };
  if (format['type'] === 'json_object') return { type: 'json_object' };
  const holder = format['json_schema'];
  return format['type'] === 'json_schema' && isRecord(holder)
    ? { type: 'json_schema', schema: holder['schema'] }
    : { type: 'text' };
}

/** `stop` of an OpenAI-shaped body: one text or several. */
export function readStop(stop: unknown): string[] {
  return [stop].flat().filter((text) => typeof text === 'string');
}
