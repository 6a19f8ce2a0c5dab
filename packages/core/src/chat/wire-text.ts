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

const wireBytes = Symbol('wire bytes');

/**
 * Keeps with the messages of a request the JSON as which they came, in UTF-8, for whoever sends them on unchanged. Only
 * for a list that says just what the bytes say. A copy of the list does not have them, so what is changed is written
 * anew.
 */
export function keepWireBytes(messages: readonly ChatMessage[], bytes: Uint8Array): void {
  Object.defineProperty(messages, wireBytes, { value: bytes });
}

/** The JSON of a list of messages, as it came; absent where that is not known. */
export function wireBytesOf(messages: unknown): Uint8Array | undefined {
  return Array.isArray(messages) ? (messages as { readonly [wireBytes]?: Uint8Array })[wireBytes] : undefined;
}
