import type {
  LanguageModelV4StreamPart as StreamPart,
  LanguageModelV4Usage,
  SharedV4ProviderMetadata,
} from '@ai-sdk/provider';
import type { ChatCompletionChunk, ChunkDelta, FinishReason, RouteReport, WireUsage } from '@reg/core';
import { finishReasonFrom } from './finish-reason.js';
import { metadataFrom } from './reg-metadata.js';
import { ToolInputs } from './tool-inputs.js';
import { usageFrom } from './usage-from.js';

type Block = { readonly kind: 'text' | 'reasoning'; readonly id: string };

/** Turns the chunks of one answer into the AI SDK's stream parts. Pure: what goes in decides what comes out. */
export class PartWriter {
  readonly #toolInputs = new ToolInputs();
  #block: Block | undefined;
  #blocks = 0;
  #begun = false;
  #finishReason: FinishReason | undefined;
  #usage: WireUsage | undefined;

  add(chunk: ChatCompletionChunk): StreamPart[] {
    const parts: StreamPart[] = [];
    if (!this.#begun) {
      this.#begun = true;
      const { id, model, created } = chunk;
      parts.push({ type: 'response-metadata', id, modelId: model, timestamp: new Date(created * 1000) });
    }
    if (chunk.usage != null) this.#usage = chunk.usage;
    const choice = chunk.choices.find(({ index }) => index === 0);
    if (choice === undefined) return parts;
    this.#addDelta(choice.delta, parts);
    this.#finishReason = choice.finish_reason ?? this.#finishReason;
    return parts;
  }

  /** The answer is whole: only now may its tool calls be made. */
  end(report: RouteReport): StreamPart[] {
    const parts = [...this.#endBlock(), ...this.#toolInputs.finish()];
    return [
      ...parts,
      { type: 'finish', finishReason: finishReasonFrom(this.#finishReason), ...this.#account(report) },
    ];
  }

  /** The answer broke. What it used is told too, but it ends with the error and calls no tool. */
  fail(error: unknown, report: RouteReport): StreamPart[] {
    const finishReason = { unified: 'error', raw: undefined } as const;
    return [
      ...this.#endBlock(),
      { type: 'error', error },
      { type: 'finish', finishReason, ...this.#account(report) },
    ];
  }

  #account(report: RouteReport): { usage: LanguageModelV4Usage; providerMetadata: SharedV4ProviderMetadata } {
    return { usage: usageFrom(this.#usage, report.usage), providerMetadata: metadataFrom(report) };
  }

  #addDelta(delta: ChunkDelta, parts: StreamPart[]): void {
    this.#addText('reasoning', delta.reasoning_content, parts);
    this.#addText('text', delta.content, parts);
    this.#addText('text', delta['refusal'], parts);
    if (delta.tool_calls === undefined || delta.tool_calls.length === 0) return;
    parts.push(...this.#endBlock());
    for (const call of delta.tool_calls) parts.push(...this.#toolInputs.add(call));
  }

  #addText(kind: Block['kind'], delta: unknown, parts: StreamPart[]): void {
    if (typeof delta !== 'string' || delta === '') return;
    if (this.#block?.kind !== kind) {
      parts.push(...this.#endBlock());
      this.#block = { kind, id: `${kind}-${this.#blocks}` };
      this.#blocks += 1;
      parts.push({ type: `${kind}-start`, id: this.#block.id });
    }
    parts.push({ type: `${kind}-delta`, id: this.#block.id, delta });
  }

  #endBlock(): StreamPart[] {
    const block = this.#block;
    this.#block = undefined;
    return block === undefined ? [] : [{ type: `${block.kind}-end`, id: block.id }];
  }
}
