/** A type of JSON field that a chat request may have. `null` stands for "not given", as in OpenAI's API. */
export interface FieldCheck {
  readonly name: string;
  readonly expected: string;
  readonly isValid: (value: unknown) => boolean;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const boolean = (value: unknown) => typeof value === 'boolean';
const string = (value: unknown) => typeof value === 'string';
const number = (value: unknown) => typeof value === 'number' && Number.isFinite(value);
const count = (value: unknown) => Number.isSafeInteger(value) && Number(value) > 0;
const integer = (value: unknown) => Number.isSafeInteger(value);
const stringOrStrings = (value: unknown) => string(value) || (Array.isArray(value) && value.every(string));
const typedRecord = (value: unknown) => isRecord(value) && string(value['type']);
const typedRecords = (value: unknown) => Array.isArray(value) && value.every(typedRecord);
const stringOrRecord = (value: unknown) => string(value) || isRecord(value);

/** The fields that reg reads or that every vendor types alike. The vendor judges the rest. */
export const chatFields: readonly FieldCheck[] = [
  { name: 'stream', expected: 'true or false', isValid: boolean },
  { name: 'stream_options', expected: 'an object', isValid: isRecord },
  { name: 'temperature', expected: 'a number', isValid: number },
  { name: 'top_p', expected: 'a number', isValid: number },
  { name: 'presence_penalty', expected: 'a number', isValid: number },
  { name: 'frequency_penalty', expected: 'a number', isValid: number },
  { name: 'n', expected: 'a positive integer', isValid: count },
  { name: 'max_tokens', expected: 'a positive integer', isValid: count },
  { name: 'max_completion_tokens', expected: 'a positive integer', isValid: count },
  { name: 'seed', expected: 'an integer', isValid: integer },
  { name: 'stop', expected: 'a string or an array of strings', isValid: stringOrStrings },
  { name: 'tools', expected: 'an array of objects with a type', isValid: typedRecords },
  { name: 'tool_choice', expected: 'a string or an object', isValid: stringOrRecord },
  { name: 'parallel_tool_calls', expected: 'true or false', isValid: boolean },
  { name: 'response_format', expected: 'an object with a type', isValid: typedRecord },
  { name: 'reasoning_effort', expected: 'a string', isValid: string },
  { name: 'thinking', expected: 'an object', isValid: isRecord },
  { name: 'user', expected: 'a string', isValid: string },
];
