import type { ChatCompletion, ChatCompletionChunk } from './chat-completion.js';
import type { ChatMessage } from './chat-request.js';

/** Answers what it is given, so that a class that extends it puts its private fields on that. */
const Itself = function (itself: object) {
  return itself;
} as unknown as new (itself: object) => object;

/** A private field on a foreign object takes a tenth of the time of a hidden property, and no copy has it either. */
class WireText extends Itself {
  readonly #text: string;

  constructor(answer: object, text: string) {
    super(answer);
    this.#text = text;
  }

  static of(answer: object): string | undefined {
    return #text in answer ? answer.#text : undefined;
  }
}

/**
 * Keeps with an answer or a chunk of one the JSON as which it came, for whoever passes it on unchanged. Once for each,
 * and only where it says just what the text says, which is on one line if it is a chunk's. A copy does not have it, so
 * what is changed is written anew.
 */
export function keepWireText(answer: ChatCompletion | ChatCompletionChunk, text: string): void {
  new WireText(answer, text);
}

/** The JSON of an answer or a chunk: as it came where that is known, else written. */
export function wireTextOf(answer: ChatCompletion | ChatCompletionChunk): string {
  return WireText.of(answer) ?? JSON.stringify(answer);
}

/** The same with `usage: null`, as OpenAI writes every chunk of a stream whose reader asked for usage. */
export function wireTextWithoutUsage(chunk: ChatCompletionChunk): string {
  const text = WireText.of(chunk);
  if (text !== undefined && chunk.usage === null) return text;
  return text === undefined || chunk.usage !== undefined || !text.endsWith('}')
    ? JSON.stringify({ ...chunk, usage: null })
    : `${text.slice(0, -1)},"usage":null}`;
}

/** Where the JSON of a message stands in the body that it came in. */
class WirePlace extends Itself {
  readonly #body: Uint8Array;
  readonly #start: number;
  readonly #end: number;

  constructor(message: object, body: Uint8Array, start: number, end: number) {
    super(message);
    this.#body = body;
    this.#start = start;
    this.#end = end;
  }

  static runOf(messages: readonly unknown[], first: number): WireRun | undefined {
    const message = messages[first];
    if (typeof message !== 'object' || message === null || !(#body in message)) return undefined;
    const body = message.#body;
    const start = message.#start;
    let end = message.#end;
    let next = first + 1;
    for (; next < messages.length; next += 1) {
      const other = messages[next];
      if (typeof other !== 'object' || other === null || !(#body in other)) break;
      // A comma stands between two.
      if (other.#body !== body || other.#start !== end + 1) break;
      end = other.#end;
    }
    return { bytes: body.subarray(start, end), next };
  }
}

/** Messages as they came, one behind the other. */
export interface WireRun {
  /** Their JSON, with the commas between them. */
  readonly bytes: Uint8Array;
  /** The index of the first message that is none of them. */
  readonly next: number;
}

/**
 * Keeps with each message of a request the JSON as which it came, in UTF-8, for whoever sends it on unchanged. Once for
 * each, and only where it says just what the bytes say. A copy of a message does not have them, so what is changed is
 * written anew.
 *
 * @param body - what their list stands in.
 * @param signs - the places of the bracket before them, the commas between them and the bracket behind them.
 */
export function keepWireBytes(
  messages: readonly ChatMessage[],
  body: Uint8Array,
  signs: readonly number[],
): void {
  let start = signs[0] ?? 0;
  for (const [index, message] of messages.entries()) {
    const end = signs[index + 1] ?? body.length;
    new WirePlace(message, body, start + 1, end);
    start = end;
  }
}

/** As many messages from the index `first` on as are known as they came; absent when that one is not. */
export function wireRunOf(messages: readonly unknown[], first: number): WireRun | undefined {
  return WirePlace.runOf(messages, first);
}
