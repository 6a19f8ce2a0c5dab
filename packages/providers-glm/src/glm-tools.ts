import type { ChatRequest, ChatTool } from '@reg/core';
import { memoizeTools } from '@reg/openai-compatible';
import type { EncodeContext } from '@reg/openai-compatible';

const kinds: readonly string[] = ['function', 'web_search', 'retrieval'];

/** `tool_choice` is left out throughout: "auto" is the only value that GLM knows, and its default. */
export interface GlmTools {
  readonly tools?: readonly ChatTool[];
}

/**
 * The tools as GLM takes them. `none` is kept by sending no tools at all; a forced choice cannot be kept, so the
 * model may answer in words (docs.z.ai OpenAPI, 2026-08-03: only `auto` is supported).
 */
export function encodeGlmTools(request: ChatRequest, warn: EncodeContext['warn']): GlmTools {
  const tools = acceptedTools(request.tools ?? [], warn);
  const choice = request.tool_choice ?? 'auto';
  if (choice === 'none' && tools.length > 0) {
    const message = 'sent without tools: GLM knows only "auto" and might call one';
    warn({ parameter: 'tool_choice', action: 'changed', message });
    return {};
  }
  if (choice !== 'auto' && choice !== 'none') {
    const message = 'GLM knows only "auto": the model may answer without calling a tool';
    warn({ parameter: 'tool_choice', action: 'dropped', message });
  }
  return tools.length === 0 ? {} : { tools };
}

const acceptedTools = memoizeTools((tools, warn) => {
  const accepted = tools.filter(({ type }) => kinds.includes(type));
  if (accepted.length < tools.length) {
    const message = 'GLM takes tools of type function, web_search and retrieval only';
    warn({ parameter: 'tools', action: 'dropped', message });
  }
  if (accepted.some(isUndescribed)) {
    const message = 'GLM requires a description of each function; its name stands in';
    warn({ parameter: 'tools.function.description', action: 'changed', message });
  }
  return accepted.map(completed);
});

function isUndescribed({ type, function: called }: ChatTool): boolean {
  return type === 'function' && (called?.description ?? '') === '';
}

/** GLM requires description and parameters of a function, OpenAI neither. */
function completed(tool: ChatTool): ChatTool {
  if (tool.type !== 'function' || tool.function === undefined) return tool;
  const { name, description, parameters } = tool.function;
  return {
    ...tool,
    function: {
      ...tool.function,
      description: description == null || description === '' ? name : description,
      parameters: parameters ?? { type: 'object', properties: {} },
    },
  };
}
