import { keepWireText, type ChatCompletionChunk, type ChunkChoice } from '@reg/core';
import type { SseEvent } from './sse-decoder.js';

/** A chunk that has been read, cut where its text stands: what comes before and after is the same in the next ones. */
interface Pattern {
  readonly prefix: string;
  readonly suffix: string;
  readonly chunk: ChatCompletionChunk;
  readonly choice: ChunkChoice;
  readonly field: TextField;
}

type TextField = 'content' | 'reasoning_content';

/** A vendor whose chunks differ in more than their text is given up after so many that nothing was like. */
const maxFruitless = 4;

/**
 * Nearly every chunk of a stream differs from the one before in nothing but its text. Such a one need not be read as
 * JSON: what stands around the text was, and the text is a string of JSON or it is not. Whoever learns a chunk knows
 * that the same with another text would pass in the same way, until {@link forget} is called.
 */
export class RepeatedChunk {
  #pattern: Pattern | undefined;
  #fruitless = 0;

  /** What an event says that differs from the chunk that was learned in its text alone; of others `undefined`. */
  read({ data, event }: SseEvent): ChatCompletionChunk | undefined {
    const pattern = this.#pattern;
    if (pattern === undefined || event !== undefined) return undefined;
    const { prefix, suffix } = pattern;
    const end = data.length - suffix.length;
    if (end < prefix.length || !data.startsWith(prefix) || !data.endsWith(suffix)) return undefined;
    const text = stringOf(data.slice(prefix.length, end));
    if (text === undefined) return undefined;
    this.#fruitless = 0;
    const chunk = withText(pattern, text);
    keepWireText(chunk, data);
    return chunk;
  }

  /** Remembers a chunk and the JSON that it was read from. */
  learn(chunk: ChatCompletionChunk, json: string): void {
    if (this.#fruitless === maxFruitless) return;
    this.#fruitless += 1;
    this.#pattern = patternOf(chunk, json);
  }

  forget(): void {
    this.#pattern = undefined;
  }
}

/** `undefined` where it is not certain that all else is independent of the text. */
function patternOf(chunk: ChatCompletionChunk, json: string): Pattern | undefined {
  const [choice] = chunk.choices;
  if (choice === undefined || chunk.choices.length !== 1 || !isFlat(chunk, choice)) return undefined;
  const field = onlyTextOf(choice);
  const text = field === undefined ? undefined : choice.delta[field];
  if (field === undefined || typeof text !== 'string' || !isPlainString(text)) return undefined;
  const at = json.indexOf(`"${text}"`, json.indexOf(`"${field}"`) + field.length + 2) + 1;
  const around = { prefix: json.slice(0, at), suffix: json.slice(at + text.length) };
  // Copies: what was read belongs to its reader, who may change it.
  const pattern = {
    ...around,
    chunk: { ...chunk, choices: [] },
    choice: { ...choice, delta: { ...choice.delta } },
    field,
  };
  return isProven(pattern, text) ? pattern : undefined;
}

/** The one text that is not empty in a delta of nothing but texts. */
function onlyTextOf({ delta }: ChunkChoice): TextField | undefined {
  const names = Object.keys(delta).filter((name) => delta[name] !== '');
  const [name] = names;
  const others = Object.keys(delta).filter((one) => one !== 'content' && one !== 'reasoning_content');
  return names.length === 1 && others.length === 0 ? (name as TextField) : undefined;
}

/** Whether there is nothing else in a chunk that two chunks could share, and one be changed with the other. */
function isFlat({ choices: _choices, ...rest }: ChatCompletionChunk, choice: ChunkChoice): boolean {
  const { delta: _delta, ...others } = choice;
  return [rest, others].every((part) => Object.values(part).every(isNoObject));
}

function isNoObject(value: unknown): boolean {
  return typeof value !== 'object' || value === null;
}

/**
 * Whether the place is that of the text and of nothing else: with another text there, all that is read differently is
 * the text. It is a string of its own then, and whatever string stands there is the text.
 */
function isProven(pattern: Pattern, text: string): boolean {
  const other = text === '-' ? '+' : '-';
  try {
    const read = JSON.stringify(JSON.parse(`${pattern.prefix}${other}${pattern.suffix}`));
    return read === JSON.stringify(withText(pattern, other));
  } catch {
    return false;
  }
}

function withText({ chunk, choice, field }: Pattern, text: string): ChatCompletionChunk {
  const { delta } = choice;
  const grown = field === 'content' ? { ...delta, content: text } : { ...delta, reasoning_content: text };
  return { ...chunk, choices: [{ ...choice, delta: grown }] };
}

/** What stands between the quotes of a string of JSON, read; `undefined` for what is none. */
function stringOf(raw: string): string | undefined {
  if (isPlainString(raw)) return raw;
  try {
    // One string or no JSON at all: a quote that is not escaped would end it before its end.
    return JSON.parse(`"${raw}"`) as string;
  } catch {
    return undefined;
  }
}

/** Whether JSON writes a string as it is: without quotes, backslashes and control characters. */
function isPlainString(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code < 0x20 || code === 0x22 || code === 0x5c) return false;
  }
  return true;
}
