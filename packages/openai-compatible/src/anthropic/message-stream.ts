import type { ChatCompletionChunk } from '@reg/core';
import type { ChunkDecoder, DecodeContext } from '../chat-codec.js';
import { createChunkDecoder } from '../codec/chunk-decoder.js';
import { malformed } from '../errors/malformed.js';
import { isJsonObject, type JsonObject } from '../json-object.js';
import { signedBlock } from './signed-block.js';
import { usageFromMessages } from './usage-from-messages.js';

/**
 * Decodes the events of one streamed message into chunks, one for one. Chunks of text pass as plain as they are made;
 * everything else is mended like any other chunk: the role once, calls under indexes of their own, the finish once.
 * Events of other kinds stay readable in `anthropic_event` of a delta.
 */
export function createMessageDecoder(context: DecodeContext): ChunkDecoder {
  const message = new StreamedMessage(context);
  const mend = createChunkDecoder(context);
  return (event): ChatCompletionChunk | undefined => {
    if (!isJsonObject(event)) throw malformed(context, 'an event of the stream is no JSON object');
    const chunk = message.chunkFrom(event);
    return chunk === undefined ? undefined : mend(chunk);
  };
}

interface TextBlock {
  readonly kind: 'text';
}

interface ThoughtBlock {
  readonly kind: 'thinking';
  thinking: string;
  signature: string;
}

interface CallBlock {
  readonly kind: 'tool';
  readonly call: number;
  readonly input: unknown;
  hasInput: boolean;
}

type OpenBlock = TextBlock | ThoughtBlock | CallBlock;

/** More blocks at a time than any model writes; beyond it the vendor is not believed. */
const maxOpenBlocks = 64;

/** Thinking longer than this goes back without its signature: it would be held in memory for that alone. */
const maxSignedCharacters = 1_048_576;

class StreamedMessage {
  readonly #context: DecodeContext;
  #id: unknown;
  #model: unknown;
  #startUsage: unknown;
  readonly #open = new Map<unknown, OpenBlock>();
  #calls = 0;

  constructor(context: DecodeContext) {
    this.#context = context;
  }

  chunkFrom(event: JsonObject): JsonObject | undefined {
    switch (event['type']) {
      case 'content_block_delta':
        return this.#grow(event);
      case 'content_block_start':
        return this.#begin(event);
      case 'content_block_stop':
        return this.#end(event['index']);
      case 'message_start':
        return this.#start(event['message']);
      case 'message_delta':
        return this.#finish(event);
      case 'message_stop':
      case 'ping':
        return undefined;
      default:
        return this.#delta({ anthropic_event: event });
    }
  }

  #start(message: unknown): JsonObject {
    const { id, model, usage } = isJsonObject(message) ? message : {};
    this.#id = id;
    this.#model = model ?? this.#context.model.id;
    this.#startUsage = usage;
    return this.#delta({ role: 'assistant', content: '' });
  }

  #begin(event: JsonObject): JsonObject | undefined {
    const { index, content_block: given } = event;
    const block = isJsonObject(given) ? given : {};
    if (this.#open.size >= maxOpenBlocks)
      throw malformed(this.#context, 'the stream has too many open blocks');
    switch (block['type']) {
      case 'text':
        this.#open.set(index, { kind: 'text' });
        return isText(block['text']) ? this.#delta({ content: block['text'] }) : undefined;
      case 'thinking':
        return this.#beginThought(index, block);
      case 'redacted_thinking':
        return this.#delta({ thinking_blocks: signedBlock(block, this.#context.provider) });
      case 'tool_use':
        return this.#beginCall(index, block);
      default:
        return this.#delta({ anthropic_event: event });
    }
  }

  #beginThought(index: unknown, { thinking, signature }: JsonObject): JsonObject | undefined {
    const thought: ThoughtBlock = { kind: 'thinking', thinking: '', signature: '' };
    this.#open.set(index, thought);
    if (isText(signature)) thought.signature = signature;
    return isText(thinking) ? this.#think(thought, thinking) : undefined;
  }

  #beginCall(index: unknown, { id, name, input }: JsonObject): JsonObject {
    const call = this.#calls;
    this.#calls += 1;
    this.#open.set(index, { kind: 'tool', call, input, hasInput: false });
    return this.#delta({
      tool_calls: [{ index: call, id, type: 'function', function: { name, arguments: '' } }],
    });
  }

  #grow(event: JsonObject): JsonObject | undefined {
    const delta = isJsonObject(event['delta']) ? event['delta'] : {};
    const { type, text, thinking, signature, partial_json: piece } = delta;
    if (type === 'text_delta') return isText(text) ? this.#delta({ content: text }) : undefined;
    const block = this.#open.get(event['index']);
    if (type === 'thinking_delta') return isText(thinking) ? this.#think(block, thinking) : undefined;
    if (type === 'signature_delta') {
      if (block?.kind === 'thinking' && isText(signature)) block.signature += signature;
      return undefined;
    }
    if (type === 'input_json_delta' && (block === undefined || block.kind === 'tool'))
      return isText(piece) ? this.#argue(block, piece) : undefined;
    return this.#delta({ anthropic_event: event });
  }

  #think(block: OpenBlock | undefined, thinking: string): JsonObject {
    if (block?.kind === 'thinking' && block.thinking.length <= maxSignedCharacters)
      block.thinking += thinking;
    return this.#delta({ reasoning_content: thinking });
  }

  #argue(block: CallBlock | undefined, piece: string): JsonObject {
    if (block === undefined) throw malformed(this.#context, 'the input of a tool came before the tool');
    block.hasInput = true;
    return this.#delta({ tool_calls: [{ index: block.call, function: { arguments: piece } }] });
  }

  #end(index: unknown): JsonObject | undefined {
    const block = this.#open.get(index);
    this.#open.delete(index);
    if (block?.kind === 'tool' && !block.hasInput)
      return this.#argue(block, JSON.stringify(block.input ?? {}));
    if (block?.kind !== 'thinking' || block.thinking.length > maxSignedCharacters) return undefined;
    const signed = signedBlock({ type: 'thinking', ...block }, this.#context.provider);
    return signed.length === 0 ? undefined : this.#delta({ thinking_blocks: signed });
  }

  #finish({ delta, usage }: JsonObject): JsonObject {
    const { stop_reason: reason, stop_sequence: matched } = isJsonObject(delta) ? delta : {};
    if (reason !== 'max_tokens' && [...this.#open.values()].some(({ kind }) => kind === 'tool'))
      throw malformed(this.#context, 'the answer ended inside a tool call');
    const choice = {
      index: 0,
      delta: {},
      finish_reason: isText(reason) ? reason : null,
      ...(isText(matched) ? { stop_reason: matched } : {}),
    };
    const counted = isJsonObject(usage) ? usageFromMessages(this.#startUsage, usage) : undefined;
    return { ...this.#chunk(choice), ...(counted === undefined ? {} : { usage: counted }) };
  }

  #delta(delta: JsonObject): JsonObject {
    return this.#chunk({ index: 0, delta, finish_reason: null });
  }

  #chunk(choice: JsonObject): JsonObject {
    return {
      id: this.#id,
      object: 'chat.completion.chunk',
      created: this.#context.nowSeconds,
      model: this.#model,
      choices: [choice],
    };
  }
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
