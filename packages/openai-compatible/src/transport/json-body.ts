import { isDeepFrozen, memoizeFrozen, wireBytesOf } from '@reg/core';
import { isJsonObject } from '../json-object.js';

/**
 * A value as the JSON body of a request. Messages that are sent as they came are not written again, and tools that come
 * with every request only once: they are most of a long body, and writing takes longer than reading. As bytes at once:
 * a text would be kept beside the bytes that are sent for as long as the answer is awaited.
 */
export function jsonBody(value: unknown): Uint8Array {
  const pieces: Uint8Array[] = [];
  const others: Record<string, unknown> = {};
  if (isJsonObject(value))
    for (const name of ['messages', 'tools']) {
      const bytes = bytesOf(value[name]);
      if (bytes === undefined) continue;
      pieces.push(Buffer.from(`${pieces.length === 0 ? '{' : ','}"${name}":`), bytes);
      others[name] = undefined;
    }
  if (pieces.length === 0) return Buffer.from(JSON.stringify(value));
  const rest = JSON.stringify({ ...(value as object), ...others });
  pieces.push(Buffer.from(rest === '{}' ? '}' : `,${rest.slice(1)}`));
  return Buffer.concat(pieces);
}

/** The JSON of a field whose bytes are known. */
function bytesOf(field: unknown): Uint8Array | undefined {
  if (!Array.isArray(field)) return undefined;
  return wireBytesOf(field) ?? (isDeepFrozen(field) ? writtenOnce(field) : undefined);
}

const writtenOnce = memoizeFrozen((list: readonly unknown[]) => Buffer.from(JSON.stringify(list)));
