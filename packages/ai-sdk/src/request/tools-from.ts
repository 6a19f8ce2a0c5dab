import type { LanguageModelV4CallOptions, LanguageModelV4FunctionTool } from '@ai-sdk/provider';
import type { ChatRequest, ChatTool } from '@reg/core';
import type { Warn } from '../answer/warn.js';
import { wireFields } from './wire-fields.js';

type ToolFields = Pick<ChatRequest, 'tools' | 'tool_choice'>;

/** Tools and the choice between them as the wire has them. */
export function toolFieldsFrom(options: LanguageModelV4CallOptions, warn: Warn): ToolFields {
  const tools = (options.tools ?? []).flatMap((tool) => {
    if (tool.type === 'function') return [functionTool(tool, warn)];
    warn({ type: 'unsupported', feature: `provider-defined tool ${tool.id}`, details: 'It was left out.' });
    return [];
  });
  if (tools.length === 0) return {};
  const choice = toolChoice(options.toolChoice);
  return { tools, ...(choice === undefined ? {} : { tool_choice: choice }) };
}

function functionTool(tool: LanguageModelV4FunctionTool, warn: Warn): ChatTool {
  const { name, description, inputSchema, strict, inputExamples } = tool;
  if (inputExamples !== undefined && inputExamples.length > 0) {
    warn({ type: 'unsupported', feature: 'inputExamples', details: `Those of ${name} were left out.` });
  }
  return {
    type: 'function',
    function: {
      name,
      ...(description === undefined ? {} : { description }),
      parameters: inputSchema,
      ...(strict === undefined ? {} : { strict }),
    },
    ...wireFields(tool.providerOptions),
  };
}

function toolChoice(choice: LanguageModelV4CallOptions['toolChoice']): ChatRequest['tool_choice'] {
  if (choice === undefined) return undefined;
  return choice.type === 'tool' ? { type: 'function', function: { name: choice.toolName } } : choice.type;
}
