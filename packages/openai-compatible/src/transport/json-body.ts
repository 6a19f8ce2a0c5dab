import { wireBytesOf } from '@reg/core';
import { isJsonObject } from '../json-object.js';

/**
 * A value as the JSON body of a request. Messages that are sent as they came are not written again: they are most of a
 * long body, and writing takes longer than reading.
 */
export function jsonBody(value: unknown): string | Uint8Array {
  if (!isJsonObject(value)) return JSON.stringify(value);
  const bytes = wireBytesOf(value['messages']);
  if (bytes === undefined) return JSON.stringify(value);
  const { messages: _messages, ...others } = value;
  const rest = JSON.stringify(others);
  return Buffer.concat([
    Buffer.from('{"messages":'),
    bytes,
    Buffer.from(rest === '{}' ? '}' : `,${rest.slice(1)}`),
  ]);
}
