import type { ChatCompletionChunk, FinishReason, TokenUsage, ToolCallDelta, WireUsage } from '@reg/core';
import { answerIdsFrom, type AnswerIds } from './answer-ids.js';
import { callIdFrom } from './call-id.js';
import { createGrowingCall, type GrowingCall } from './growing-call.js';
import type { ItemPlace } from './growing-item.js';
import { createGrowingMessage, type GrowingMessage } from './growing-message.js';
import { createGrowingReasoning, type GrowingReasoning } from './growing-reasoning.js';
import type { AnswerView } from './parse-responses-body.js';
import type { ResponseEvent, ResponseEventBody } from './response-event.js';
import type { OutputItem } from './response-item.js';
import type { ResponseObject } from './response-object.js';
import { usageFromChat } from './usage-from-chat.js';

export interface EventsContext {
  readonly view: AnswerView;
  readonly requestId: string;
  /** The model to name until the answer names one. */
  readonly model: string;
  /** Makes the error for an answer that this dialect cannot tell. */
  refuse(message: string): Error;
}

/** The beginning of an answer: what each of its chunks says of the whole. */
type AnswerHead = Pick<ChatCompletionChunk, 'id' | 'created' | 'model'>;

/** A Response holds its whole answer; what no model writes is no answer but a vendor gone wrong. */
const maxCharacters = 33_554_432;
const maxItems = 4096;

/** An answer that ends this way is not whole, though nothing failed. */
const incompleteReasons: Partial<Readonly<Record<FinishReason, 'max_output_tokens' | 'content_filter'>>> = {
  length: 'max_output_tokens',
  content_filter: 'content_filter',
};

/**
 * Turns the chunks of one streamed answer into the events of this dialect. Stateful; made for each stream. It
 * knows only what went by: that the stream was whole is for its reader to know, who then calls `end`.
 *
 * Tool calls are done only in `end`. A client runs a tool as soon as its call is done, and a call out of an answer
 * that breaks off must not be run: the client asks again and would run it twice.
 */
export class ResponseEvents {
  readonly #context: EventsContext;
  #events: ResponseEvent[] = [];
  #sequence = 0;
  #head: AnswerHead | undefined;
  #ids: AnswerIds;
  /** By output index; an item that grows has its place but no entry yet. */
  readonly #output: (OutputItem | undefined)[] = [];
  /** The message or reasoning that grows. Only one does: what comes next closes it. */
  #open: { readonly index: number; readonly item: GrowingMessage | GrowingReasoning } | undefined;
  /** By the vendor's index. Their arguments may come by turns. */
  readonly #calls = new Map<number, { readonly index: number; readonly item: GrowingCall }>();
  #characters = 0;
  #finish: FinishReason | undefined;
  #usage: WireUsage | undefined;

  constructor(context: EventsContext) {
    this.#context = context;
    this.#ids = answerIdsFrom(context.requestId, '');
  }

  /**
   * The events that a chunk amounts to.
   *
   * @throws what `refuse` makes, when the answer grows beyond all bounds.
   */
  translate(chunk: ChatCompletionChunk): readonly ResponseEvent[] {
    if (this.#head === undefined) this.#begin(chunk);
    if (chunk.usage !== undefined && chunk.usage !== null) this.#usage = chunk.usage;
    for (const { index, delta, finish_reason: finish } of chunk.choices) {
      if (index !== 0) continue;
      if (this.#isText(delta.reasoning_content)) this.#reasoning().think(delta.reasoning_content);
      if (this.#isText(delta.content)) this.#message().say('output_text', delta.content);
      if (this.#isText(delta['refusal'])) this.#message().say('refusal', delta['refusal']);
      for (const fragment of delta.tool_calls ?? []) this.#call(fragment);
      this.#finish = finish ?? this.#finish;
    }
    return this.#taken();
  }

  /**
   * The last events of an answer that is whole.
   *
   * @param counted - the usage to tell where the vendor gave none.
   * @throws what `refuse` makes, when the answer told no finish reason.
   */
  end(counted: TokenUsage): readonly ResponseEvent[] {
    if (this.#finish === undefined) throw this.#context.refuse('the answer ended without a finish reason');
    const reason = incompleteReasons[this.#finish];
    const status = reason === undefined ? 'completed' : 'incomplete';
    this.#closeOpen(status);
    this.#closeCalls(reason !== undefined);
    const response: ResponseObject = {
      ...this.#response(status),
      incomplete_details: reason === undefined ? null : { reason },
      usage: usageFromChat(this.#usage, counted),
    };
    this.#push({ type: `response.${status}`, response });
    return this.#taken();
  }

  /** The last event of an answer that broke. What was begun stays undone; half-made tool calls are left out. */
  fail(error: { readonly code: string; readonly message: string }): readonly ResponseEvent[] {
    if (this.#head === undefined) this.#begin({ id: '', created: 0, model: this.#context.model });
    if (this.#open !== undefined) this.#output[this.#open.index] = this.#open.item.itemAs('incomplete');
    this.#push({ type: 'response.failed', response: { ...this.#response('failed'), error } });
    return this.#taken();
  }

  #begin({ id, created, model }: AnswerHead): void {
    this.#head = { id, created, model };
    this.#ids = answerIdsFrom(this.#context.requestId, id);
    const response = this.#response('in_progress');
    this.#push({ type: 'response.created', response });
    this.#push({ type: 'response.in_progress', response });
  }

  #reasoning(): GrowingReasoning {
    if (this.#open?.item.kind === 'reasoning') return this.#open.item;
    this.#closeOpen('completed');
    const place = this.#place('rs');
    const item = createGrowingReasoning(place, this.#context.view.reasoning);
    this.#open = { index: place.outputIndex, item };
    return item;
  }

  #message(): GrowingMessage {
    if (this.#open?.item.kind === 'message') return this.#open.item;
    this.#closeOpen('completed');
    const place = this.#place('msg');
    const item = createGrowingMessage(place);
    this.#open = { index: place.outputIndex, item };
    return item;
  }

  #call({ index, id, function: called }: ToolCallDelta): void {
    const growing = this.#calls.get(index)?.item ?? this.#begunCall(index, id, called?.name ?? '');
    if (this.#isText(called?.arguments)) growing.write(called.arguments);
  }

  #begunCall(index: number, id: string | undefined, name: string): GrowingCall {
    this.#closeOpen('completed');
    const tool = this.#context.view.names.toolOf(name);
    const callId = callIdFrom(id ?? `call_${index}`, this.#head?.id ?? '');
    const place = this.#place(tool.kind === 'custom' ? 'ctc' : 'fc');
    const item = createGrowingCall(place, { callId, tool });
    this.#calls.set(index, { index: place.outputIndex, item });
    return item;
  }

  #closeOpen(status: 'completed' | 'incomplete'): void {
    if (this.#open === undefined) return;
    const { index, item } = this.#open;
    this.#output[index] = item.close(status);
    this.#open = undefined;
  }

  /** A call that the answer's end cut in half is told in the Response, but is never done. */
  #closeCalls(wasCut: boolean): void {
    for (const { index, item } of this.#calls.values()) {
      const isWhole = item.finish();
      this.#output[index] = wasCut && !isWhole ? item.itemAs('incomplete') : item.close('completed');
    }
  }

  #isText(value: unknown): value is string {
    if (typeof value !== 'string' || value === '') return false;
    this.#characters += value.length;
    if (this.#characters <= maxCharacters) return true;
    throw this.#context.refuse(`the answer is longer than ${maxCharacters} characters`);
  }

  #place(prefix: string): ItemPlace {
    if (this.#output.length >= maxItems) {
      throw this.#context.refuse(`the answer changes its form more than ${maxItems} times`);
    }
    const outputIndex = this.#output.push(undefined) - 1;
    return {
      id: this.#ids.item(prefix, outputIndex),
      outputIndex,
      push: (event) => {
        this.#push(event);
      },
    };
  }

  #response(status: ResponseObject['status']): ResponseObject {
    return {
      id: this.#ids.response,
      object: 'response',
      created_at: this.#head?.created ?? 0,
      status,
      error: null,
      incomplete_details: null,
      model: this.#head?.model ?? this.#context.model,
      output: this.#output.filter((item) => item !== undefined),
      usage: null,
      ...this.#context.view.echo,
    };
  }

  #push(event: ResponseEventBody): void {
    this.#events.push({ ...event, sequence_number: this.#sequence });
    this.#sequence += 1;
  }

  #taken(): readonly ResponseEvent[] {
    const events = this.#events;
    this.#events = [];
    return events;
  }
}
