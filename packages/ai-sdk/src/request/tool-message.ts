import type { LanguageModelV4ToolResultOutput, LanguageModelV4ToolResultPart } from '@ai-sdk/provider';
import type { ChatMessage, ContentPart } from '@reg/core';
import type { Warn } from '../answer/warn.js';
import { contentPartFromFile } from './file-part.js';
import { wireFields } from './wire-fields.js';

/** The result of a tool as the wire has it: one message for each call. */
export function toolMessageFrom(part: LanguageModelV4ToolResultPart, warn: Warn): ChatMessage {
  return {
    role: 'tool',
    tool_call_id: part.toolCallId,
    content: contentFrom(part, warn),
    ...wireFields(part.providerOptions),
  };
}

function contentFrom(
  { output, toolName }: LanguageModelV4ToolResultPart,
  warn: Warn,
): string | ContentPart[] {
  switch (output.type) {
    case 'text':
    case 'error-text':
      return output.value;
    case 'json':
    case 'error-json':
      return JSON.stringify(output.value);
    case 'execution-denied':
      return output.reason ?? `${toolName} was not run: permission was denied.`;
    case 'content':
      return joinedIfText(output.value.flatMap((item) => contentPartFrom(item, warn)));
  }
}

type OutputItem = Extract<LanguageModelV4ToolResultOutput, { type: 'content' }>['value'][number];

function contentPartFrom(item: OutputItem, warn: Warn): ContentPart[] {
  switch (item.type) {
    case 'text':
      return [{ type: 'text', text: item.text, ...wireFields(item.providerOptions) }];
    case 'file':
      return [{ ...contentPartFromFile(item), ...wireFields(item.providerOptions) }];
    case 'custom':
      warn({ type: 'unsupported', feature: 'custom content of a tool result', details: 'It was left out.' });
      return [];
  }
}

/** Vendors that know only texts here are many, so a result of nothing but text is one. */
function joinedIfText(parts: ContentPart[]): string | ContentPart[] {
  return parts.every(({ type, ...rest }) => type === 'text' && Object.keys(rest).join() === 'text')
    ? parts.map(({ text }) => text ?? '').join('\n')
    : parts;
}
