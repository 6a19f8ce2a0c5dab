import type { ChatRequest, ChatTool, ToolChoice } from '@reg/core';
import type { EncodeContext } from '../chat-codec.js';
import { isJsonObject, type JsonObject } from '../json-object.js';

/** `tools` and `tool_choice` in Anthropic's words. Other kinds of tools than functions are reported. */
export function toolsFromChat(
  { tools, tool_choice: choice, parallel_tool_calls: parallel }: ChatRequest,
  warn: EncodeContext['warn'],
): { readonly tools?: readonly JsonObject[]; readonly tool_choice?: JsonObject } {
  const given = tools ?? [];
  const offered = given.map(toolFrom).filter((tool) => tool !== undefined);
  if (offered.length < given.length) {
    const message = 'only function tools can be sent to an Anthropic endpoint';
    warn({ parameter: 'tools', action: 'dropped', message });
  }
  const wish = choiceFrom(choice ?? undefined, offered, warn);
  if (offered.length === 0) return {};
  // Serial calls are said inside the choice; without one, what is the default has to be said too.
  const serial = parallel === false ? { disable_parallel_tool_use: true } : {};
  const tool_choice = wish ?? (parallel === false ? { type: 'auto' } : undefined);
  if (tool_choice === undefined) return { tools: offered };
  return {
    tools: offered,
    tool_choice: tool_choice.type === 'none' ? tool_choice : { ...tool_choice, ...serial },
  };
}

function toolFrom({ type, function: called, ...rest }: ChatTool): JsonObject | undefined {
  if (type !== 'function' || called === undefined) return undefined;
  const { name, description, parameters, strict, ...others } = called;
  return {
    ...rest,
    ...others,
    name,
    ...(description == null ? {} : { description }),
    input_schema: schemaFrom(parameters),
    ...(strict == null ? {} : { strict }),
  };
}

/** The schema must be one of an object, and must be there. */
function schemaFrom(parameters: unknown): JsonObject {
  const schema = isJsonObject(parameters) ? parameters : {};
  return schema['type'] === 'object' ? schema : { ...schema, type: 'object' };
}

interface Choice extends JsonObject {
  readonly type: 'auto' | 'any' | 'none' | 'tool';
}

const plainChoices: ReadonlyMap<unknown, Choice> = new Map<unknown, Choice>([
  ['auto', { type: 'auto' }],
  ['required', { type: 'any' }],
  ['none', { type: 'none' }],
]);

function choiceFrom(
  choice: ToolChoice | undefined,
  offered: readonly JsonObject[],
  warn: EncodeContext['warn'],
): Choice | undefined {
  const plain = plainChoices.get(choice);
  if (choice === undefined || choice === 'auto' || choice === 'none') return plain;
  const name = typeof choice === 'object' ? choice.function?.name : undefined;
  const wanted = plain ?? (offered.some((tool) => tool['name'] === name) ? namedChoice(name) : undefined);
  if (wanted !== undefined && offered.length > 0) return wanted;
  warn({ parameter: 'tool_choice', action: 'dropped', message: 'there is no such tool to choose' });
  return undefined;
}

function namedChoice(name: string | undefined): Choice {
  return { type: 'tool', name };
}
