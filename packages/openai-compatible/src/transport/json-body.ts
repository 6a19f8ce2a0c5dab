import { wireBytesOf } from '@reg/core';
import { isJsonObject } from '../json-object.js';

/**
 * A value as the JSON body of a request. Messages that are sent as they came are not written again: they are most of a
 * long body, and writing takes longer than reading. As bytes at once: a text would be kept beside the bytes that are
 * sent for as long as the answer is awaited.
 */
export function jsonBody(value: unknown): Uint8Array {
  const bytes = isJsonObject(value) ? wireBytesOf(value['messages']) : undefined;
  if (!isJsonObject(value) || bytes === undefined) return Buffer.from(JSON.stringify(value));
  const { messages: _messages, ...others } = value;
  const rest = JSON.stringify(others);
  return Buffer.concat([
    Buffer.from('{"messages":'),
    bytes,
    Buffer.from(rest === '{}' ? '}' : `,${rest.slice(1)}`),
  ]);
}
