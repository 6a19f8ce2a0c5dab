import type { ChatRequest } from '@reg/core';
import type { EncodeContext } from '../chat-codec.js';
import { isJsonObject, type JsonObject } from '../json-object.js';

/** How to think and in which form to answer, in Anthropic's words. */
export interface ThinkingAndForm {
  readonly thinking?: JsonObject;
  readonly output_config?: JsonObject;
}

/** Efforts that mean no thinking at all. */
const none = 'none';

/**
 * `thinking` as it is, the effort and the schema of the answer in `output_config` (platform.claude.com, Messages API,
 * 2026-11). JSON without a schema has no word there, and a schema is sent only to models that are known to keep it.
 */
export function thinkingFromChat(request: ChatRequest, context: EncodeContext): ThinkingAndForm {
  const { thinking } = request;
  const effort = request.reasoning_effort ?? undefined;
  const isOff = thinking == null ? effort === none : thinking.type === 'disabled';
  const format = formatFrom(request, context);
  const output_config = {
    // Other fields of it came from a client that knows them.
    ...(isJsonObject(request['output_config']) ? request['output_config'] : {}),
    ...(effort === undefined || effort === none ? {} : { effort: effort === 'minimal' ? 'low' : effort }),
    ...(format === undefined ? {} : { format }),
  };
  if (effort === 'minimal') {
    const message = 'sent as "low", the least effort that the Messages API has';
    context.warn({ parameter: 'reasoning_effort', action: 'changed', message });
  }
  return {
    ...(isOff ? { thinking: { type: 'disabled' } } : thinking == null ? {} : { thinking }),
    ...(Object.keys(output_config).length === 0 ? {} : { output_config }),
  };
}

function formatFrom(
  { response_format: wanted }: ChatRequest,
  context: EncodeContext,
): JsonObject | undefined {
  if (wanted == null || wanted.type === 'text') return undefined;
  const schema = wanted.json_schema?.schema;
  if (schema !== undefined && context.model.capabilities.jsonSchema) return { type: 'json_schema', schema };
  const message = 'cannot be asked for here; say in the prompt what the answer must be, and check it';
  context.warn({ parameter: 'response_format', action: 'dropped', message });
  return undefined;
}
