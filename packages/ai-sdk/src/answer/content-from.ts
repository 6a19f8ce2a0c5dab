import type { LanguageModelV4Content } from '@ai-sdk/provider';
import type { ChatCompletion, ToolCall } from '@reg/core';

/** A whole answer as the AI SDK's parts, in the order in which a model makes them: thoughts, text, calls. */
export function contentFrom(completion: ChatCompletion): LanguageModelV4Content[] {
  const message = completion.choices[0]?.message;
  if (message === undefined) return [];
  const { reasoning_content: reasoning, content, tool_calls: calls = [] } = message;
  const refusal = message['refusal'];
  return [
    ...(isText(reasoning) ? [{ type: 'reasoning' as const, text: reasoning }] : []),
    ...(isText(content) ? [{ type: 'text' as const, text: content }] : []),
    ...(isText(refusal) ? [{ type: 'text' as const, text: refusal }] : []),
    ...calls.map(callFrom),
  ];
}

function callFrom({ id, function: called }: ToolCall): LanguageModelV4Content {
  const { name, arguments: input } = called;
  return { type: 'tool-call', toolCallId: id, toolName: name, input: input === '' ? '{}' : input };
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
