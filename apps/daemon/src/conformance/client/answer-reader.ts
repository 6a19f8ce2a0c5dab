import type { Answered } from '../seen.js';
import { isRecord, numberIn, recordsIn, textIn } from './json-fields.js';

/**
 * Puts an answer together from its chunks and keeps a list of everything that a client of OpenAI's API could
 * stumble over. It is told each event in the order of the wire.
 */
export class AnswerReader {
  readonly #complaints: string[] = [];
  readonly #calls = new Map<number, { name: string; arguments: string }>();
  #text = '';
  #reasoning = '';
  #finish: string | undefined;
  #totalTokens: number | undefined;
  #error: { readonly code: string; readonly message: string } | undefined;
  #done = false;

  get hasContent(): boolean {
    return this.#text !== '' || this.#reasoning !== '' || this.#calls.size > 0;
  }

  /** One `data:` line of a stream. */
  event(data: string): void {
    if (this.#done) this.#complain('something came after [DONE]');
    if (this.#error !== undefined)
      this.#complain(data === '[DONE]' ? '[DONE] after an error' : 'something after an error');
    if (data === '[DONE]') {
      this.#done = true;
      return;
    }
    const json = parsed(data);
    if (json === undefined) this.#complain('an event is not a JSON object');
    else if (json['error'] !== undefined) this.error(json['error']);
    else this.chunk(json);
  }

  chunk(json: Readonly<Record<string, unknown>>): void {
    if (!Array.isArray(json['choices'])) this.#complain('a chunk without choices');
    if (isRecord(json['usage'])) this.#totalTokens = numberIn(json['usage'], 'total_tokens');
    for (const choice of recordsIn(json['choices'])) {
      const index = numberIn(choice, 'index');
      if (index === undefined || index < 0) this.#complain('a choice without an index');
      if (!isRecord(choice['delta'])) this.#complain('a choice without a delta');
      else this.#message(choice['delta'], true);
      this.#finishWith(choice['finish_reason']);
    }
  }

  /** A whole answer in one piece. */
  completion(json: Readonly<Record<string, unknown>>): void {
    const [choice] = recordsIn(json['choices']);
    if (choice === undefined) this.#complain('an answer without choices');
    else if (!isRecord(choice['message'])) this.#complain('a choice without a message');
    else this.#message(choice['message'], false);
    this.#finishWith(choice?.['finish_reason']);
    if (isRecord(json['usage'])) this.#totalTokens = numberIn(json['usage'], 'total_tokens');
    this.#done = true;
  }

  error(error: unknown): void {
    const code = isRecord(error) ? (textIn(error, 'code') ?? textIn(error, 'type')) : undefined;
    const message = isRecord(error) ? textIn(error, 'message') : undefined;
    if (code === undefined || message === undefined) this.#complain('an error without code and message');
    if (this.#finish !== undefined) this.#complain('a finish reason and then an error');
    this.#error = { code: code ?? '', message: message ?? '' };
  }

  /** The iteration of an in-process stream came to its end. */
  end(): void {
    this.#done = true;
  }

  /** What it was, once nothing more comes. */
  answered(): Answered {
    if (this.#error === undefined) {
      if (!this.#done) this.#complain('ended without [DONE] and without an error');
      if (this.#finish === undefined) this.#complain('ended without a finish reason');
    }
    const dishonest = this.#complaints.length > 0;
    const ended = this.#error === undefined ? 'whole' : this.hasContent ? 'broken' : 'refused';
    return {
      outcome: dishonest ? 'dishonest' : ended,
      complaints: [...new Set(this.#complaints)],
      text: this.#text,
      reasoning: this.#reasoning,
      toolCalls: [...this.#calls.values()],
      ...(this.#error === undefined ? {} : this.#error),
      ...(this.#finish === undefined ? {} : { finish: this.#finish }),
      ...(this.#totalTokens === undefined ? {} : { totalTokens: this.#totalTokens }),
    };
  }

  #message(message: Readonly<Record<string, unknown>>, streamed: boolean): void {
    const more = (textIn(message, 'content') ?? '') + (textIn(message, 'reasoning_content') ?? '');
    if (more !== '' && this.#finish !== undefined) this.#complain('text after the finish reason');
    this.#text += textIn(message, 'content') ?? '';
    this.#reasoning += textIn(message, 'reasoning_content') ?? '';
    for (const [position, call] of recordsIn(message['tool_calls']).entries()) {
      const index = streamed ? numberIn(call, 'index') : position;
      if (index === undefined || index < 0) this.#complain('a tool call without an index');
      this.#toolCall(index ?? 0, call);
    }
  }

  #toolCall(index: number, call: Readonly<Record<string, unknown>>): void {
    const called = isRecord(call['function']) ? call['function'] : {};
    const known: { name: string; arguments: string } = this.#calls.get(index) ?? { name: '', arguments: '' };
    if (!this.#calls.has(index) && textIn(call, 'id') === undefined)
      this.#complain('a tool call without an id');
    if (called['arguments'] !== undefined && typeof called['arguments'] !== 'string')
      this.#complain('arguments of a tool call that are no text');
    known.name += textIn(called, 'name') ?? '';
    known.arguments += textIn(called, 'arguments') ?? '';
    this.#calls.set(index, known);
  }

  #finishWith(reason: unknown): void {
    if (reason === null || reason === undefined) return;
    if (typeof reason !== 'string' || !finishReasons.has(reason))
      this.#complain(`the finish reason ${String(reason)}`);
    if (this.#finish !== undefined) this.#complain('a second finish reason');
    this.#finish = String(reason);
  }

  #complain(problem: string): void {
    this.#complaints.push(problem);
  }
}

const finishReasons: ReadonlySet<string> = new Set([
  'stop',
  'length',
  'tool_calls',
  'content_filter',
  'function_call',
]);

function parsed(data: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const json: unknown = JSON.parse(data);
    return isRecord(json) ? json : undefined;
  } catch {
    return undefined;
  }
}
