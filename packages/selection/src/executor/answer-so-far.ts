import type { ChatCompletionChunk, ChatRequest } from '@reg/core';

/** Longer answers are not kept, and so not continued. */
const maxCharacters = 4_194_304;

/** What a reader has of a streamed answer, kept as long as it could be continued. */
export class AnswerSoFar {
  #text = '';
  #reasoning = '';
  #isProse: boolean;

  /** Answers in JSON, several at once and forced tool calls are never continued. */
  constructor(request: ChatRequest) {
    const format = request.response_format?.type ?? 'text';
    const choice = request.tool_choice ?? 'auto';
    this.#isProse = format === 'text' && (request.n ?? 1) === 1 && (choice === 'auto' || choice === 'none');
  }

  get text(): string {
    return this.#text;
  }

  get reasoning(): string {
    return this.#reasoning;
  }

  /** Whether it is prose that broke off in the middle: past its reasoning, not in a tool call, not finished. */
  get canBeContinued(): boolean {
    return this.#isProse && this.#text !== '';
  }

  add(chunk: ChatCompletionChunk): void {
    if (!this.#isProse) return;
    for (const { delta, finish_reason } of chunk.choices) {
      this.#text += textOf(delta.content);
      this.#reasoning += textOf(delta.reasoning_content);
      const isOtherThanProse = (delta.tool_calls ?? []).length > 0 || textOf(delta['refusal']) !== '';
      if (isOtherThanProse || finish_reason !== null) this.#giveUp();
    }
    if (this.#text.length + this.#reasoning.length > maxCharacters) this.#giveUp();
  }

  #giveUp(): void {
    this.#isProse = false;
    this.#text = '';
    this.#reasoning = '';
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
