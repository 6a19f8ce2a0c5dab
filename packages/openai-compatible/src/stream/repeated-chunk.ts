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

/** What is longer is not kept for as long as a stream lasts. */
const maxKeptLength = 4_096;

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
    const from = prefix.length;
    const to = data.length - suffix.length;
    // Equal slices are found out in a third of the time that `startsWith` takes.
    if (to < from || data.slice(0, from) !== prefix || data.slice(to) !== suffix) return undefined;
    const text = stringOf(data.slice(from - 1, to + 1));
    if (text === undefined) return undefined;
    this.#fruitless = 0;
    const chunk = withText(pattern, text);
    keepWireText(chunk, data);
    return chunk;
  }

  /** Remembers a chunk and the JSON that it was read from. */
  learn(chunk: ChatCompletionChunk, json: string): void {
    // What is passed on as it came must be on one line.
    if (this.#fruitless === maxFruitless || json.length > maxKeptLength || json.includes('\n')) return;
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
  if (field === undefined || typeof text !== 'string') return undefined;
  const key = keys[field].exec(json);
  const from = key === null ? 0 : key.index + key[0].length;
  const around = { prefix: json.slice(0, from), suffix: json.slice(closingQuote(json, from)) };
  // Copies: what was read belongs to its reader, who may change it.
  const pattern = {
    ...around,
    chunk: { ...chunk, choices: [] },
    choice: { ...choice, delta: { ...choice.delta } },
    field,
  };
  return isProven(pattern, text) ? pattern : undefined;
}

const keys = { content: /"content"\s*:\s*"/, reasoning_content: /"reasoning_content"\s*:\s*"/ };

function closingQuote(json: string, from: number): number {
  let at = from;
  while (at < json.length && json[at] !== '"') at += json[at] === '\\' ? 2 : 1;
  return at;
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

/**
 * What a string of JSON says; `undefined` for what is none. What begins and ends with a quote is one string or no JSON
 * at all: a quote in it that is not escaped would end it too early.
 */
function stringOf(quoted: string): string | undefined {
  try {
    return JSON.parse(quoted) as string;
  } catch {
    return undefined;
  }
}
