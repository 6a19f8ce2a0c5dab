import type { ChatMessage, ContentPart, ToolCall } from '@reg/core';
import type { TranslationNotes } from '../translation-notes.js';

type Content = string | ContentPart[];

/**
 * Puts items back together into messages: what a model did in one go (reasoning, text, tool calls) is several items
 * in this dialect and one assistant message in a chat.
 */
export class Conversation {
  readonly #notes: TranslationNotes;
  readonly #messages: ChatMessage[] = [];
  #reasoning: string[] = [];
  #text: Content | undefined;
  #calls: ToolCall[] = [];
  /** What tools gave that is no text, until all of their outputs are told. */
  #attachments: ContentPart[] = [];

  constructor(notes: TranslationNotes) {
    this.#notes = notes;
  }

  say(role: 'system' | 'user', content: Content): void {
    this.#endTurn();
    this.#endOutputs();
    this.#messages.push({ role, content });
  }

  reason(text: string): void {
    this.#endOutputs();
    if (text !== '') this.#reasoning.push(text);
  }

  answer(content: Content): void {
    this.#endOutputs();
    // Text before calls is theirs; two texts in a row are two messages.
    if (this.#text !== undefined && this.#calls.length === 0) this.#endTurn();
    this.#text = this.#text === undefined ? content : joined(this.#text, content);
  }

  call(call: ToolCall): void {
    this.#endOutputs();
    this.#calls.push(call);
  }

  /**
   * What a tool gave. Tool messages of chat APIs hold text only, so pictures follow in the user's name with a line
   * that says where they belong.
   */
  output(callId: string, content: Content): void {
    this.#endTurn();
    const parts: ContentPart[] = typeof content === 'string' ? [{ type: 'text', text: content }] : content;
    const texts = parts.flatMap((part) => (part.type === 'text' ? [part.text ?? ''] : []));
    const media = parts.filter((part) => part.type !== 'text');
    if (media.length > 0) {
      texts.push(`[${media.length} attachment(s) of this output follow]`);
      this.#attachments.push({ type: 'text', text: `[Attachment(s) of the output of ${callId}]` }, ...media);
    }
    this.#messages.push({ role: 'tool', tool_call_id: callId, content: texts.join('\n') });
  }

  end(): ChatMessage[] {
    this.#endTurn();
    this.#endOutputs();
    return this.#messages;
  }

  #endTurn(): void {
    const reasoning = this.#reasoning.join('\n\n');
    if (this.#text !== undefined || this.#calls.length > 0) {
      this.#messages.push({
        role: 'assistant',
        content: this.#text ?? null,
        ...(reasoning === '' ? {} : { reasoning_content: reasoning }),
        ...(this.#calls.length === 0 ? {} : { tool_calls: this.#calls }),
      });
    } else if (reasoning !== '') {
      const message = 'no answer or tool call of the assistant follows it';
      this.#notes.warn({ parameter: 'input.reasoning', action: 'dropped', message });
    }
    this.#reasoning = [];
    this.#text = undefined;
    this.#calls = [];
  }

  #endOutputs(): void {
    if (this.#attachments.length === 0) return;
    this.#messages.push({ role: 'user', content: this.#attachments });
    this.#attachments = [];
  }
}

function joined(left: Content, right: Content): Content {
  if (typeof left === 'string' && typeof right === 'string') return `${left}\n\n${right}`;
  return [...partsOf(left), ...partsOf(right)];
}

function partsOf(content: Content): ContentPart[] {
  return typeof content === 'string' ? [{ type: 'text', text: content }] : content;
}
