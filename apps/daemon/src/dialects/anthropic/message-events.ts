import { thinkingBlocksOf } from '@reg/core';
import type { ChatCompletionChunk, FinishReason, ThinkingBlock, ToolCallDelta, WireUsage } from '@reg/core';
import type { AnswerBlock, AnthropicUsage, BlockDelta, MessageEvent } from './message.js';
import type { AnswerContext } from './message-from-completion.js';
import { messageIdFrom } from './message-id.js';
import {
  maxSealedCharacters,
  sealedSignature,
  sealThinking,
  shownThinkingSignature,
} from './sealed-thinking.js';
import { matchedStopOf, messageEndOf } from './stop-reason.js';
import { createToolInputScan, type ToolInputScan } from './tool-input.js';
import { toolUseIdFrom } from './tool-use-id.js';
import { usageFromChat, usageFromTokens } from './usage-from-chat.js';

export interface EventsContext extends Pick<AnswerContext, 'view' | 'refuse'> {
  /** Told at the start, where nobody knows better yet. */
  readonly estimatedInputTokens: number;
}

interface OpenText {
  readonly kind: 'text' | 'thinking' | 'sealed';
  readonly index: number;
}

interface OpenCall {
  readonly kind: 'tool';
  readonly index: number;
  readonly call: number;
  readonly scan: ToolInputScan;
}

/** More pieces of thinking before one call than any model has; those beyond are sealed as their text alone. */
const maxKeptBlocks = 64;

/** The block that grows at present. Only one does: what comes next closes it. */
type OpenBlock = OpenText | OpenCall;

/**
 * Turns the chunks of one streamed answer into the events of this dialect. Stateful; made for each stream. It
 * knows only what went by: that the stream was whole is for its reader to know, who then calls `end`.
 */
export class MessageEvents {
  readonly #context: EventsContext;
  #events: MessageEvent[] = [];
  #answerId = '';
  #hasBegun = false;
  #open: OpenBlock | undefined;
  #nextIndex = 0;
  #nextCall = 0;
  /** Reasoning that the client does not see, until it is sealed, and the same as its vendor signed it. */
  #kept = '';
  #keptBlocks: ThinkingBlock[] = [];
  /** How much of the open thinking block the client has seen, and what the vendor signed it with. */
  #shownLength = 0;
  #signature = shownThinkingSignature;
  #hasRefusal = false;
  #finish: FinishReason | undefined;
  #matched: unknown;
  #usage: WireUsage | undefined;

  constructor(context: EventsContext) {
    this.#context = context;
  }

  /**
   * The events that a chunk amounts to.
   *
   * @throws what `refuse` makes, for a tool call that breaks off or goes on after its end.
   */
  translate(chunk: ChatCompletionChunk): readonly MessageEvent[] {
    if (!this.#hasBegun) this.#begin(chunk);
    if (chunk.usage !== undefined && chunk.usage !== null) this.#usage = chunk.usage;
    for (const choice of chunk.choices) {
      if (choice.index !== 0) continue;
      const { delta } = choice;
      if (isText(delta.reasoning_content)) this.#reason(delta.reasoning_content);
      if (delta['thinking_blocks'] !== undefined)
        for (const block of thinkingBlocksOf(delta)) this.#sign(block);
      if (isText(delta.content)) this.#say(delta.content);
      if (isText(delta['refusal'])) {
        this.#hasRefusal = true;
        this.#say(delta['refusal']);
      }
      for (const fragment of delta.tool_calls ?? []) this.#call(fragment);
      if (choice.finish_reason === null) continue;
      this.#finish = choice.finish_reason;
      this.#matched = matchedStopOf(choice);
    }
    return this.#taken();
  }

  /**
   * The last events of an answer that is whole.
   *
   * @param counted - the usage to tell where the vendor gave none.
   * @throws what `refuse` makes, when the answer told no finish reason or its last tool call is incomplete.
   */
  end(counted: Parameters<typeof usageFromTokens>[0]): readonly MessageEvent[] {
    const finish = this.#finish;
    if (finish === undefined) throw this.#context.refuse('the stream ended without a finish reason');
    this.#close(finish);
    const usage = this.#usage === undefined ? usageFromTokens(counted) : usageFromChat(this.#usage);
    const end = messageEndOf(
      {
        finish,
        hasToolUse: this.#nextCall > 0,
        hasRefusal: this.#hasRefusal,
        matched: this.#matched,
      },
      this.#context.view.stopSequences,
    );
    const delta = { ...end, stop_details: null, container: null };
    this.#events.push({ type: 'message_delta', delta, usage }, { type: 'message_stop' });
    return this.#taken();
  }

  #begin({ id, model }: ChatCompletionChunk): void {
    this.#hasBegun = true;
    this.#answerId = id;
    const usage: AnthropicUsage = {
      input_tokens: this.#context.estimatedInputTokens,
      cache_creation_input_tokens: 0,
      cache_read_input_tokens: 0,
      output_tokens: 0,
    };
    this.#events.push({
      type: 'message_start',
      message: {
        id: messageIdFrom(id),
        type: 'message',
        role: 'assistant',
        model,
        content: [],
        stop_reason: null,
        stop_sequence: null,
        stop_details: null,
        container: null,
        usage,
      },
    });
  }

  #reason(text: string): void {
    const display = this.#context.view.thinking;
    if (display === 'shown') {
      const { index } = this.#opened('thinking', { type: 'thinking', thinking: '', signature: '' });
      this.#shownLength += text.length;
      this.#delta(index, { type: 'thinking_delta', thinking: text });
      return;
    }
    if (display === 'sealed') this.#opened('sealed', { type: 'thinking', thinking: '', signature: '' });
    // What is too long for a seal need not be kept either.
    if (this.#kept.length <= maxSealedCharacters) this.#kept += text;
  }

  /** A vendor's own seal on what it just thought. It ends the block that the client sees of it. */
  #sign(block: ThinkingBlock): void {
    const display = this.#context.view.thinking;
    if (display !== 'shown') {
      if (display === 'sealed') this.#opened('sealed', { type: 'thinking', thinking: '', signature: '' });
      if (this.#keptBlocks.length < maxKeptBlocks) this.#keptBlocks.push(block);
      return;
    }
    if (block.type === 'redacted_thinking') {
      this.#close();
      this.#startAndStop({ type: 'redacted_thinking', data: sealedSignature(block) });
      return;
    }
    this.#opened('thinking', { type: 'thinking', thinking: '', signature: '' });
    // A signature for a part of what is shown would be a wrong one for the whole.
    if (block.thinking.length === this.#shownLength) this.#signature = sealedSignature(block);
    this.#close();
  }

  #say(text: string): void {
    const { index } = this.#opened('text', { type: 'text', text: '', citations: null });
    this.#delta(index, { type: 'text_delta', text });
  }

  #call(fragment: ToolCallDelta): void {
    const open = this.#openedCall(fragment);
    const text = fragment.function?.arguments;
    if (!isText(text)) return;
    open.scan.add(text);
    this.#delta(open.index, { type: 'input_json_delta', partial_json: text });
  }

  #openedCall({ index: call, id, function: called }: ToolCallDelta): OpenCall {
    if (this.#open?.kind === 'tool' && this.#open.call === call) return this.#open;
    if (call < this.#nextCall) throw this.#context.refuse('a tool call goes on after the next thing began');
    this.#close();
    if (this.#kept !== '' || this.#keptBlocks.length > 0) this.#pushSealed();
    const index = this.#start({
      type: 'tool_use',
      id: toolUseIdFrom(id ?? `call_${call}`, this.#answerId),
      name: called?.name ?? '',
      input: {},
    });
    this.#nextCall = call + 1;
    const open: OpenCall = { kind: 'tool', index, call, scan: createToolInputScan() };
    this.#open = open;
    return open;
  }

  /** The reasoning that a client did not ask to see, for it to send back beside the call that it led to. */
  #pushSealed(): void {
    this.#startAndStop({ type: 'redacted_thinking', data: this.#sealed() });
  }

  #sealed(): string {
    const sealed = sealThinking(this.#kept, this.#keptBlocks);
    this.#kept = '';
    this.#keptBlocks = [];
    return sealed;
  }

  #startAndStop(block: AnswerBlock): void {
    const index = this.#start(block);
    this.#events.push({ type: 'content_block_stop', index });
  }

  #opened(kind: OpenText['kind'], block: AnswerBlock): OpenBlock {
    if (this.#open?.kind === kind) return this.#open;
    this.#close();
    const open: OpenText = { kind, index: this.#start(block) };
    this.#open = open;
    return open;
  }

  #start(block: AnswerBlock): number {
    const index = this.#nextIndex;
    this.#nextIndex += 1;
    this.#events.push({ type: 'content_block_start', index, content_block: block });
    return index;
  }

  /** @param finish - how the answer ended, when it did: the token limit may cut a call anywhere. */
  #close(finish?: FinishReason): void {
    const open = this.#open;
    if (open === undefined) return;
    if (open.kind === 'tool' && finish !== 'length' && !open.scan.isWhole) {
      throw this.#context.refuse('the arguments of a tool call are no JSON object');
    }
    if (open.kind === 'thinking') {
      this.#delta(open.index, { type: 'signature_delta', signature: this.#signature });
      this.#signature = shownThinkingSignature;
      this.#shownLength = 0;
    } else if (open.kind === 'sealed') {
      this.#delta(open.index, { type: 'signature_delta', signature: this.#sealed() });
    }
    this.#events.push({ type: 'content_block_stop', index: open.index });
    this.#open = undefined;
  }

  #delta(index: number, delta: BlockDelta): void {
    this.#events.push({ type: 'content_block_delta', index, delta });
  }

  #taken(): readonly MessageEvent[] {
    const events = this.#events;
    this.#events = [];
    return events;
  }
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
