import type { LanguageModelV4StreamPart as StreamPart } from '@ai-sdk/provider';
import type { ToolCallDelta } from '@reg/core';

interface ToolInput {
  readonly id: string;
  name: string;
  input: string;
  /** Pieces that came before the name, which the AI SDK wants first. */
  untold: string;
  started: boolean;
}

/** The tool calls of one streamed answer, put together from their pieces. */
export class ToolInputs {
  readonly #inputs = new Map<number, ToolInput>();

  /** The pieces as they come. The call itself is told only by {@link finish}: half a call is none. */
  add({ index, id, function: called }: ToolCallDelta): StreamPart[] {
    const tool = this.#inputs.get(index) ?? {
      ...{ id: id ?? `call_${index}`, name: '', input: '' },
      ...{ untold: '', started: false },
    };
    this.#inputs.set(index, tool);
    const delta = called?.arguments ?? '';
    tool.name ||= called?.name ?? '';
    tool.input += delta;
    tool.untold += delta;
    return tool.name === '' ? [] : tell(tool);
  }

  finish(): StreamPart[] {
    return [...this.#inputs.values()].flatMap((tool): StreamPart[] => [
      ...tell(tool),
      { type: 'tool-input-end', id: tool.id },
      {
        type: 'tool-call',
        toolCallId: tool.id,
        toolName: tool.name,
        input: tool.input === '' ? '{}' : tool.input,
      },
    ]);
  }
}

function tell(tool: ToolInput): StreamPart[] {
  const { id, name: toolName, untold: delta, started } = tool;
  tool.started = true;
  tool.untold = '';
  return [
    ...(started ? [] : [{ type: 'tool-input-start' as const, id, toolName }]),
    ...(delta === '' ? [] : [{ type: 'tool-input-delta' as const, id, delta }]),
  ];
}
