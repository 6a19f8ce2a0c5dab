import type { ChatMessage } from '@reg/core';
import type { EncodeContext } from '../chat-codec.js';
import { assistantBlocks } from './assistant-blocks.js';
import { blocksFromContent, type Block } from './blocks-from-content.js';
import { createToolUseIds, type ToolUseIds } from './tool-use-ids.js';

/** A conversation as the Messages API has it. */
export interface Turns {
  readonly system?: string | readonly Block[];
  readonly messages: readonly Turn[];
}

export interface Turn {
  readonly role: 'user' | 'assistant';
  readonly content: string | readonly Block[];
}

/**
 * Messages as turns. The system messages at the start are the system prompt; one further down speaks in the user's
 * name where it stands, because to move it would change what the model has been told when. Tool results are the
 * user's, and messages of one side that follow each other are one turn: all results of parallel calls belong together.
 *
 * @throws BadRequestError for content that the API has no block for.
 */
export function turnsFromMessages(messages: readonly ChatMessage[], context: EncodeContext): Turns {
  const reader = new TurnReader(context);
  const firstOther = messages.findIndex(({ role }) => !isSystem(role));
  // Instructions alone are no conversation, so the last of them speaks as the user.
  const systemCount = firstOther === -1 ? messages.length - 1 : firstOther;
  const system = messages
    .slice(0, systemCount)
    .flatMap(({ content }, at) =>
      blocksFromContent(content, { parameter: `messages[${at}].content`, context }),
    );
  for (const [at, message] of messages.entries())
    if (at >= systemCount) reader.add(message, `messages[${at}]`);
  return {
    ...(system.length === 0 ? {} : { system: asPlainText(system) }),
    messages: reader.turns.map(({ role, content }) => ({ role, content: asPlainText(content) })),
  };
}

const known: ReadonlySet<string> = new Set([
  'role',
  'content',
  'reasoning_content',
  'reasoning',
  'thinking_blocks',
  'tool_calls',
  'tool_call_id',
  'refusal',
  // The last message of the assistant is gone on from by itself.
  'partial',
  'prefix',
]);

class TurnReader {
  readonly turns: { readonly role: Turn['role']; readonly content: Block[] }[] = [];
  readonly #context: EncodeContext;
  readonly #ids: ToolUseIds = createToolUseIds();

  constructor(context: EncodeContext) {
    this.#context = context;
  }

  add(message: ChatMessage, parameter: string): void {
    const place = { parameter, context: this.#context };
    this.#reportFields(message);
    if (message.role === 'assistant') {
      this.#push('assistant', assistantBlocks(message, place, this.#ids));
      return;
    }
    const blocks = blocksFromContent(message.content, { ...place, parameter: `${parameter}.content` });
    if (message.role === 'tool') this.#push('user', [this.#result(message, blocks)]);
    else this.#push('user', blocks);
    if (!isSystem(message.role)) return;
    const text = 'sent in the user’s name: the Messages API has system prompts at the start only';
    this.#context.warn({ parameter: 'messages.system', action: 'changed', message: text });
  }

  #result({ tool_call_id: id }: ChatMessage, content: Block[]): Block {
    return { type: 'tool_result', tool_use_id: this.#ids.ofResult(id ?? ''), content: asPlainText(content) };
  }

  #push(role: Turn['role'], blocks: readonly Block[]): void {
    if (blocks.length === 0) {
      const message = 'a message with nothing in it was left out: the Messages API refuses such';
      this.#context.warn({ parameter: 'messages.content', action: 'dropped', message });
      return;
    }
    const last = this.turns.at(-1);
    if (last?.role === role) last.content.push(...blocks);
    else this.turns.push({ role, content: [...blocks] });
  }

  #reportFields(message: ChatMessage): void {
    for (const field in message) {
      if (known.has(field) || message[field] == null) continue;
      const text = 'the Messages API has no such field of a message';
      this.#context.warn({ parameter: `messages.${field}`, action: 'dropped', message: text });
    }
  }
}

function isSystem(role: ChatMessage['role']): boolean {
  return role === 'system' || role === 'developer';
}

/** A single text without anything else in it as the text: every server takes that. */
function asPlainText(blocks: readonly Block[]): string | readonly Block[] {
  const [first] = blocks;
  if (first === undefined) return '';
  const isPlain = blocks.length === 1 && first.type === 'text' && Object.keys(first).length === 2;
  return isPlain && typeof first['text'] === 'string' ? first['text'] : blocks;
}
