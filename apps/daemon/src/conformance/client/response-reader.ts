import type { Answered } from '../seen.js';
import { isRecord, numberIn, recordsIn, textIn } from './json-fields.js';
import { answeredFrom, parsedEvent, type ReadAnswer } from './read-answer.js';

type JsonObject = Readonly<Record<string, unknown>>;

/** Reads OpenAI's Responses as a strict client would, and keeps everything that it could stumble over. */
export class ResponseReader {
  readonly #read: ReadAnswer = { complaints: [], text: '', reasoning: '', toolCalls: [] };
  readonly #open = new Set<number>();
  /** What was streamed so far; the answer itself comes whole with its end. */
  #text = '';
  #reasoning = '';
  readonly #calls = new Map<number, { name: string; arguments: string }>();
  #next = 0;
  #over = false;

  get hasContent(): boolean {
    return this.#text !== '' || this.#reasoning !== '' || this.#calls.size > 0;
  }

  event(data: string): void {
    const event = parsedEvent(data);
    if (event === undefined) return this.#complain('an event is not a JSON object');
    if (this.#over) this.#complain('something came after the end');
    if (numberIn(event, 'sequence_number') !== this.#next) this.#complain(`no event ${this.#next}`);
    this.#next += 1;
    this.#take(textIn(event, 'type') ?? '', event);
  }

  whole(json: JsonObject): void {
    this.#end(json);
  }

  answered(): Answered {
    if (!this.#over) this.#complain('ended without response.completed and without an error');
    // What was seen counts even if the answer never became whole.
    const { error } = this.#read;
    if (error === undefined) return answeredFrom(this.#read);
    const seen = { text: this.#text, reasoning: this.#reasoning, toolCalls: [...this.#calls.values()] };
    return answeredFrom({ ...this.#read, ...seen });
  }

  #take(type: string, event: JsonObject): void {
    const index = numberIn(event, 'output_index') ?? -1;
    switch (type) {
      case 'response.output_item.added':
        if (this.#open.has(index)) this.#complain('an item is added twice');
        this.#open.add(index);
        this.#begin(index, event['item']);
        return;
      case 'response.output_item.done':
        if (!this.#open.delete(index)) this.#complain('an item is done that was never added');
        return;
      case 'response.output_text.delta':
        this.#text += textIn(event, 'delta') ?? '';
        return;
      case 'response.reasoning_text.delta':
      case 'response.reasoning_summary_text.delta':
        this.#reasoning += textIn(event, 'delta') ?? '';
        return;
      case 'response.function_call_arguments.delta': {
        const call = this.#calls.get(index);
        if (call === undefined) this.#complain('arguments outside a tool call');
        else call.arguments += textIn(event, 'delta') ?? '';
        return;
      }
      case 'response.completed':
      case 'response.incomplete':
        if (this.#open.size > 0) this.#complain(`${type} inside an item`);
        this.#end(isRecord(event['response']) ? event['response'] : {});
        if (this.#read.text !== this.#text) this.#complain('the whole text is not what was streamed');
        return;
      case 'response.failed':
        this.#fail(isRecord(event['response']) ? event['response']['error'] : undefined);
        return;
      default:
        if (!type.startsWith('response.')) this.#complain(`an event of type ${type}`);
    }
  }

  #begin(index: number, item: unknown): void {
    if (isRecord(item) && item['type'] === 'function_call')
      this.#calls.set(index, { name: textIn(item, 'name') ?? '', arguments: '' });
  }

  #end(response: JsonObject): void {
    this.#over = true;
    for (const item of recordsIn(response['output'])) this.#item(item);
    const usage = isRecord(response['usage']) ? response['usage'] : {};
    const total = numberIn(usage, 'total_tokens');
    if (total !== undefined) this.#read.totalTokens = total;
    const finish = this.#finishOf(response);
    if (finish === undefined) this.#complain(`the status ${String(response['status'])}`);
    else this.#read.finish = finish;
  }

  #finishOf({ status, incomplete_details: details }: JsonObject): string | undefined {
    if (status === 'completed') return this.#read.toolCalls.length > 0 ? 'tool_calls' : 'stop';
    const reason = isRecord(details) ? textIn(details, 'reason') : undefined;
    if (status !== 'incomplete') return undefined;
    return reason === 'max_output_tokens' ? 'length' : reason;
  }

  #item(item: JsonObject): void {
    for (const part of recordsIn(item['content']))
      if (part['type'] === 'output_text') this.#read.text += textIn(part, 'text') ?? '';
    if (item['type'] !== 'function_call') return;
    if (textIn(item, 'call_id') === undefined) this.#complain('a tool call without an id');
    const called = { name: textIn(item, 'name') ?? '', arguments: textIn(item, 'arguments') ?? '' };
    this.#read.toolCalls.push(called);
  }

  #fail(error: unknown): void {
    const code = isRecord(error) ? textIn(error, 'code') : undefined;
    const message = isRecord(error) ? textIn(error, 'message') : undefined;
    if (code === undefined || message === undefined) this.#complain('an error without code and message');
    this.#read.error = { code: code ?? '', message: message ?? '' };
    this.#over = true;
  }

  #complain(problem: string): void {
    this.#read.complaints.push(problem);
  }
}
