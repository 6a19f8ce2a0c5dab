import { isUtf8 } from 'node:buffer';
import { keepWireBytes, type ChatMessage } from '@reg/core';
import { isRecord } from './field-check.js';
import { HttpProblem } from './http-problem.js';
import type { KnownLists } from './known-lists.js';
import { scanJson, type ListPlace } from './scan-json.js';

/** Deeper JSON than this is refused: no chat needs it, and recursive code further on would run out of stack. */
const maxNestingDepth = 64;

/** Shorter bodies are written anew as fast; longer ones would be held once more for as long as their call lasts. */
const keptBytes = { min: 4096, max: 262_144 };

/**
 * The body of a request as JSON, or a 400 that says what is wrong with it. Its messages know the bytes that they
 * were read from, because they are most of a long body, and vendors take most of them as they are.
 *
 * @param knownTools - tools that came before need not be read again: agents send the same with every request.
 */
export function parseJsonBody(bytes: Buffer, knownTools?: KnownLists): unknown {
  if (bytes.length === 0) {
    throw new HttpProblem(400, 'empty_body', 'The body is empty. Send a JSON object.');
  }
  const text = bytes.length < keptBytes.min ? bytes.toString('utf8') : undefined;
  if (text !== undefined && opensAtMost(text, maxNestingDepth)) return parsed(text);
  const { isTooDeep, messages, tools } = scanJson(bytes, maxNestingDepth, knownTools);
  if (isTooDeep) {
    throw new HttpProblem(
      400,
      'nested_too_deep',
      `The JSON body nests deeper than ${maxNestingDepth} levels. Flatten it.`,
    );
  }
  const body =
    (tools?.known && withKnownTools(bytes, tools, tools.known)) ?? parsed(text ?? bytes.toString('utf8'));
  if (tools !== undefined && tools.known === undefined) {
    const list = (body as { readonly tools?: unknown }).tools;
    if (Array.isArray(list)) knownTools?.add(bytes.subarray(tools.start, tools.end), list);
  }
  if (messages !== undefined && isWorthKeeping(bytes)) keepMessages(body, bytes, messages);
  return body;
}

/** The body, of which only what stands around the tools is read. Absent where that is no object. */
function withKnownTools(bytes: Buffer, { start, end }: ListPlace, tools: readonly unknown[]): unknown {
  let body: unknown;
  try {
    body = JSON.parse(`${bytes.toString('utf8', 0, start)}[]${bytes.toString('utf8', end)}`);
  } catch {
    // Who reads all of it can say where it breaks.
    return undefined;
  }
  if (!isRecord(body)) return undefined;
  body['tools'] = tools;
  return body;
}

/** What opens so little cannot nest deeper, and need not be looked through. */
function opensAtMost(text: string, limit: number): boolean {
  let opened = 0;
  for (const sign of ['{', '['])
    for (let at = text.indexOf(sign); at !== -1; at = text.indexOf(sign, at + 1)) {
      opened += 1;
      if (opened > limit) return false;
    }
  return true;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new HttpProblem(400, 'invalid_json', `The body is not valid JSON${place(error)}.`);
  }
}

function isWorthKeeping({ length }: Buffer): boolean {
  return length >= keptBytes.min && length <= keptBytes.max;
}

/** Only where the bytes say to every reader just what was parsed: as UTF-8, and no name twice in one object. */
function keepMessages(body: unknown, bytes: Buffer, { start, end, signs, names }: ListPlace): void {
  const { messages } = body as { readonly messages?: unknown };
  if (!Array.isArray(messages) || messages.length + 1 !== signs.length || !messages.every(isRecord)) return;
  if (!isUtf8(bytes.subarray(start, end)) || namesIn(messages) !== names) return;
  keepWireBytes(messages as readonly Record<string, unknown>[] as readonly ChatMessage[], bytes, signs);
}

function namesIn(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  let names = 0;
  if (Array.isArray(value)) {
    for (const item of value as readonly unknown[]) names += namesIn(item);
    return names;
  }
  for (const name of Object.keys(value)) names += 1 + namesIn((value as Record<string, unknown>)[name]);
  return names;
}

/** Where the JSON breaks. Only the position is taken over: V8's message quotes the body. */
function place(error: unknown): string {
  const position = error instanceof Error ? /position (\d+)/.exec(error.message)?.[1] : undefined;
  return position === undefined ? '' : ` (at position ${position})`;
}
