import type { ChatMessage, ChatRequest, ChatTool } from '@reg/core';
import { memoizeTools } from '@reg/openai-compatible';
import type { EncodeContext } from '@reg/openai-compatible';
import type { KimiModelRules } from './kimi-model-rules.js';
import { toMoonshotSchema } from './moonshot-schema.js';

/** The tools to send, the choice among them, and whether that choice needs thinking switched off. */
export interface KimiTools {
  readonly tools?: readonly ChatTool[];
  readonly toolChoice?: unknown;
  readonly withoutThinking: boolean;
}

const kinds: readonly string[] = ['function', 'builtin_function'];

/**
 * Keeps the caller's forced choice where the model has any way to obey it. `required` is K3's; a named function
 * is obeyed by K2.6 without thinking, and by K3 when it is the only tool and a tool is required. What cannot be
 * obeyed becomes `auto` with a warning (`tool_choice 'specified' is incompatible with thinking enabled`).
 */
export function encodeKimiTools(
  request: ChatRequest,
  rules: KimiModelRules,
  warn: EncodeContext['warn'],
): KimiTools {
  const declared = rules.declaredTools ? [] : declaredTools(request.messages);
  if (declared.length > 0) {
    const message = 'only K3 takes tools declared by a message; they were sent with the others';
    warn({ parameter: 'messages.tools', action: 'changed', message });
  }
  const given = request.tools ?? [];
  const choice = request.tool_choice ?? undefined;
  if (given.length + declared.length === 0) return withoutTools(choice, warn);
  const tools = acceptedTools(declared.length === 0 ? given : [...given, ...declared], warn);
  if (tools.length === 0) return withoutTools(choice, warn);
  if (choice === undefined || choice === 'auto' || choice === 'none') {
    return { tools, ...(choice === undefined ? {} : { toolChoice: choice }), withoutThinking: false };
  }
  if (choice === 'required' && rules.requiredToolChoice) {
    return { tools, toolChoice: 'required', withoutThinking: false };
  }
  const wanted = choice === 'required' ? onlyFunction(tools) : functionNamed(tools, choice.function?.name);
  if (wanted !== undefined && rules.namedToolChoice) {
    const toolChoice = { type: 'function', function: { name: wanted.function?.name } };
    return { tools, toolChoice, withoutThinking: true };
  }
  if (wanted !== undefined && rules.requiredToolChoice) {
    const message = 'sent as the only tool with tool_choice "required", which this model knows';
    warn({ parameter: 'tool_choice', action: 'changed', message });
    return { tools: [wanted], toolChoice: 'required', withoutThinking: false };
  }
  warn({
    parameter: 'tool_choice',
    action: 'changed',
    message: 'sent as "auto": this model cannot be forced to call this tool, so it may answer without it',
  });
  return { tools, toolChoice: 'auto', withoutThinking: false };
}

/** The tools that system messages declare on the way. */
export function declaredTools(messages: readonly ChatMessage[]): ChatTool[] {
  const declared: ChatTool[] = [];
  for (const { role, tools } of messages)
    if (role === 'system' && Array.isArray(tools)) declared.push(...(tools as ChatTool[]));
  return declared;
}

function withoutTools(choice: unknown, warn: EncodeContext['warn']): KimiTools {
  if (choice !== undefined && choice !== 'auto' && choice !== 'none') {
    warn({ parameter: 'tool_choice', action: 'dropped', message: 'there is no tool to choose' });
  }
  return { withoutThinking: false };
}

/** Walks through every schema. */
const acceptedTools = memoizeTools((tools, warn) => {
  const accepted = tools.filter(({ type }) => kinds.includes(type));
  if (accepted.length < tools.length) {
    const message = 'Kimi takes tools of type function and builtin_function only';
    warn({ parameter: 'tools', action: 'dropped', message });
  }
  const checked = accepted.map(checkable);
  const lax = checked.filter((tool, at) => tool.function?.strict === false && isStrict(accepted[at]));
  if (lax.length > 0) {
    const names = lax.map((tool) => tool.function?.name).join(', ');
    const message = `sent with strict: false for ${names}: Kimi's strict check cannot express these parameters`;
    warn({ parameter: 'tools.function.strict', action: 'changed', message });
  }
  return checked;
});

/** A tool whose parameters pass Kimi's check; `parameters` is required, and often left out where there are none. */
function checkable(tool: ChatTool): ChatTool {
  if (tool.type !== 'function' || tool.function === undefined) return tool;
  const { parameters = null } = tool.function;
  if (parameters !== null && !isStrict(tool)) return tool;
  const schema = toMoonshotSchema(parameters ?? {});
  const written = schema === undefined ? { strict: false } : { parameters: schema };
  return { ...tool, function: { ...tool.function, ...written } };
}

/** Strict is Kimi's default. */
function isStrict(tool: ChatTool | undefined): boolean {
  return tool?.function?.strict !== false;
}

function onlyFunction(tools: readonly ChatTool[]): ChatTool | undefined {
  return tools.length === 1 && tools[0]?.type === 'function' ? tools[0] : undefined;
}

function functionNamed(tools: readonly ChatTool[], name: string | undefined): ChatTool | undefined {
  return tools.find((tool) => tool.type === 'function' && tool.function?.name === name);
}
