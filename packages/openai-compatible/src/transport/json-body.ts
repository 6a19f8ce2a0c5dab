import { isDeepFrozen, memoizeFrozen, wireRunOf } from '@reg/core';
import { isJsonObject } from '../json-object.js';

type Piece = string | Uint8Array;

/**
 * A value as the JSON body of a request. Messages that are sent as they came are not written again, and tools that come
 * with every request only once: they are most of a long body, and writing takes longer than reading. As bytes at once:
 * a text would be kept beside the bytes that are sent for as long as the answer is awaited.
 */
export function jsonBody(value: unknown): Uint8Array {
  if (!isJsonObject(value)) return Buffer.from(JSON.stringify(value));
  const messages = piecesOfMessages(value['messages']);
  const tools = bytesOfTools(value['tools']);
  if (messages === undefined && tools === undefined) return Buffer.from(JSON.stringify(value));
  const others: Record<string, unknown> = { ...value };
  const pieces: Piece[] = [];
  if (messages !== undefined) {
    others['messages'] = undefined;
    pieces.push('{"messages":[', ...messages, ']');
  }
  if (tools !== undefined) {
    others['tools'] = undefined;
    pieces.push(messages === undefined ? '{"tools":' : ',"tools":', tools);
  }
  const rest = JSON.stringify(others);
  pieces.push(rest === '{}' ? '}' : `,${rest.slice(1)}`);
  return Buffer.concat(pieces.map((piece) => (typeof piece === 'string' ? Buffer.from(piece) : piece)));
}

/** What stands between the brackets of a list of messages. Absent when none of them is known as it came. */
function piecesOfMessages(messages: unknown): readonly Piece[] | undefined {
  if (!Array.isArray(messages)) return undefined;
  const runs: Piece[] = [];
  /** Those before it are in `runs`. */
  let done = 0;
  const writeUpTo = (end: number): void => {
    // A list without its brackets.
    if (end > done) runs.push(JSON.stringify(messages.slice(done, end)).slice(1, -1));
  };
  let isKnown = false;
  for (let at = 0; at < messages.length;) {
    const run = wireRunOf(messages, at);
    if (run === undefined) {
      at += 1;
      continue;
    }
    writeUpTo(at);
    runs.push(run.bytes);
    isKnown = true;
    at = run.next;
    done = at;
  }
  if (!isKnown) return undefined;
  writeUpTo(messages.length);
  return runs.flatMap((run, at) => (at === 0 ? [run] : [',', run]));
}

function bytesOfTools(tools: unknown): Uint8Array | undefined {
  return Array.isArray(tools) && isDeepFrozen(tools) ? writtenOnce(tools) : undefined;
}

const writtenOnce = memoizeFrozen((list: readonly unknown[]) => Buffer.from(JSON.stringify(list)));
