import type { Answered } from '../seen.js';
import { isRecord, numberIn, recordsIn, textIn } from './json-fields.js';
import { answeredFrom, parsedEvent, type ReadAnswer } from './read-answer.js';

type JsonObject = Readonly<Record<string, unknown>>;

const finishes: ReadonlyMap<string, string> = new Map([
  ['end_turn', 'stop'],
  ['stop_sequence', 'stop'],
  ['tool_use', 'tool_calls'],
  ['max_tokens', 'length'],
  ['refusal', 'content_filter'],
]);

/** Reads Anthropic's Messages as a strict client would, and keeps everything that it could stumble over. */
export class MessageReader {
  readonly #read: ReadAnswer = { complaints: [], text: '', reasoning: '', toolCalls: [] };
  #begun = false;
  #open: { readonly index: number; readonly call?: { name: string; arguments: string } } | undefined;
  #nextIndex = 0;
  #over = false;

  get hasContent(): boolean {
    return this.#read.text !== '' || this.#read.reasoning !== '' || this.#read.toolCalls.length > 0;
  }

  event(data: string): void {
    const event = parsedEvent(data);
    if (event === undefined) return this.#complain('an event is not a JSON object');
    if (this.#over) this.#complain('something came after the end');
    const type = textIn(event, 'type') ?? '';
    if (type === 'ping') return;
    if (type === 'error') return this.#fail(event['error']);
    if (!this.#begun && type !== 'message_start') this.#complain(`${type} before message_start`);
    this.#take(type, event);
  }

  whole(json: JsonObject): void {
    for (const block of recordsIn(json['content'])) this.#block(block);
    this.#end(json);
    this.#over = true;
  }

  answered(): Answered {
    if (this.#read.error === undefined && !this.#over)
      this.#complain('ended without message_stop and without an error');
    return answeredFrom(this.#read);
  }

  #take(type: string, event: JsonObject): void {
    switch (type) {
      case 'message_start':
        if (this.#begun) this.#complain('a second message_start');
        this.#begun = true;
        return;
      case 'content_block_start':
        return this.#start(event);
      case 'content_block_delta':
        return this.#delta(event);
      case 'content_block_stop':
        if (this.#open?.index !== numberIn(event, 'index')) this.#complain('a block stops that is not open');
        this.#open = undefined;
        return;
      case 'message_delta':
        return this.#end({ ...(isRecord(event['delta']) ? event['delta'] : {}), usage: event['usage'] });
      case 'message_stop':
        if (this.#open !== undefined) this.#complain('message_stop inside a block');
        this.#over = true;
        return;
      default:
        this.#complain(`an event of type ${type}`);
    }
  }

  #start(event: JsonObject): void {
    const index = numberIn(event, 'index') ?? -1;
    if (this.#open !== undefined) this.#complain('a block starts inside another');
    if (index !== this.#nextIndex) this.#complain(`block ${index} instead of ${this.#nextIndex}`);
    this.#nextIndex = index + 1;
    const block = isRecord(event['content_block']) ? event['content_block'] : {};
    const call = this.#block({ ...block, input: undefined });
    this.#open = call === undefined ? { index } : { index, call };
  }

  #delta(event: JsonObject): void {
    const delta = isRecord(event['delta']) ? event['delta'] : {};
    if (this.#open?.index !== numberIn(event, 'index')) this.#complain('a delta of a block that is not open');
    this.#read.text += textIn(delta, 'text') ?? '';
    this.#read.reasoning += textIn(delta, 'thinking') ?? '';
    const part = textIn(delta, 'partial_json');
    if (part === undefined) return;
    if (this.#open?.call === undefined) this.#complain('arguments outside a tool call');
    else this.#open.call.arguments += part;
  }

  /** A block as it stands whole; answers the call that it begins, if it is one. */
  #block(block: JsonObject): { name: string; arguments: string } | undefined {
    this.#read.text += textIn(block, 'text') ?? '';
    this.#read.reasoning += textIn(block, 'thinking') ?? '';
    if (block['type'] !== 'tool_use') return undefined;
    if (textIn(block, 'id') === undefined) this.#complain('a tool call without an id');
    const { input } = block;
    const call = {
      name: textIn(block, 'name') ?? '',
      arguments: input === undefined ? '' : JSON.stringify(input),
    };
    this.#read.toolCalls.push(call);
    return call;
  }

  #end(message: JsonObject): void {
    const reason = textIn(message, 'stop_reason');
    const finish = reason === undefined ? undefined : finishes.get(reason);
    if (finish === undefined) this.#complain(`the stop reason ${String(reason)}`);
    else this.#read.finish = finish;
    const usage = isRecord(message['usage']) ? message['usage'] : {};
    const counts = [
      'input_tokens',
      'cache_creation_input_tokens',
      'cache_read_input_tokens',
      'output_tokens',
    ];
    this.#read.totalTokens = counts.reduce((sum, name) => sum + (numberIn(usage, name) ?? 0), 0);
  }

  #fail(error: unknown): void {
    if (this.#read.finish !== undefined) this.#complain('a stop reason and then an error');
    const code = isRecord(error) ? textIn(error, 'code') : undefined;
    const message = isRecord(error) ? textIn(error, 'message') : undefined;
    if (!isRecord(error) || textIn(error, 'type') === undefined || message === undefined)
      this.#complain('an error without type and message');
    this.#read.error = { code: code ?? '', message: message ?? '' };
    this.#over = true;
  }

  #complain(problem: string): void {
    this.#read.complaints.push(problem);
  }
}
