import type { Random } from '@reg/core';
import type { AnsweredToolCall } from './answer.js';
import { jsonFromSchema } from './json-from-schema.js';
import { lastUserText, type AnswerRequest, type OfferedTool } from './prompt.js';

const maxCalls = 8;
const cue = /\b(?:use|call|invoke|run|try)\b[^.!?\n]{0,40}\btools?\b/i;

/**
 * The tools that the model calls: those whose name the last user message says; the first one when it asks for
 * "the tool" or a call is required. None after a tool has answered, so that a tool loop ends.
 */
export function chooseToolCalls(request: AnswerRequest, random: Random): AnsweredToolCall[] {
  const tools = wantedTools(request);
  const prompt = lastUserText(request.messages);
  return tools.map((tool, index) => ({
    id: request.toolCallId(index, tool.name),
    type: tool.type,
    name: tool.name,
    arguments: JSON.stringify(jsonFromSchema(tool.parameters ?? { type: 'object' }, { random, prompt })),
  }));
}

function wantedTools(request: AnswerRequest): readonly OfferedTool[] {
  const { tools, toolChoice } = request;
  if (tools.length === 0 || toolChoice === 'none' || request.messages.at(-1)?.role !== 'user') return [];
  if (typeof toolChoice === 'object')
    return tools.filter((tool) => tool.name === toolChoice.name).slice(0, 1);
  const prompt = lastUserText(request.messages).toLowerCase();
  const named = tools
    .filter((tool) => namesOf(tool).some((name) => prompt.includes(name)))
    .slice(0, maxCalls);
  if (named.length > 0) return named;
  return toolChoice === 'required' || cue.test(prompt) ? tools.slice(0, 1) : [];
}

/** `get_weather` is asked for as "get_weather" or "get weather"; `$web_search` also as "web search". */
function namesOf(tool: OfferedTool): string[] {
  const name = tool.name.toLowerCase();
  return [name, name.replace(/^\$/, '').replaceAll(/[_-]+/g, ' ')];
}
