import type { ChatMessage, ChatRequest, ResponseFormat } from '@reg/core';
import { addPresent, fieldsWhere, withoutThinkingBlocks } from '@reg/openai-compatible';
import type { EncodeContext } from '@reg/openai-compatible';
import { acceptedParameter, kimiOutputLimit, kimiStop } from './kimi-parameters.js';
import { toMoonshotSchema } from './moonshot-schema.js';
import { planKimiRequest } from './plan-kimi-request.js';

/** Put in their places below; `reg` is reg's own, and no vendor sees it. */
const writtenAnew: ReadonlySet<string> = new Set([
  'reg',
  'max_tokens',
  'model',
  'messages',
  'stream',
  'stream_options',
  'max_completion_tokens',
  'stop',
  'tools',
  'tool_choice',
  'thinking',
  'reasoning_effort',
  'response_format',
]);

/**
 * The body for Kimi: OpenAI's, without what the model would refuse, with thinking said in the model's own way.
 * Fields that neither knows pass through, so partial mode, `prompt_cache_key`, `safety_identifier`,
 * `prediction` and `$web_search` work as the vendor documents them.
 *
 * @throws BadRequestError (`invalid_request`) for pictures by http(s) URL.
 */
export function encodeKimiRequest(given: ChatRequest, context: EncodeContext): Record<string, unknown> {
  const warn: EncodeContext['warn'] = (warning) => context.warn(warning);
  const request = withoutThinkingBlocks(given, warn);
  const plan = planKimiRequest(request, context);
  const { model, stream } = context;
  const accepts = acceptedParameter({ rules: plan.rules, thinking: plan.thinks }, warn);
  const body = fieldsWhere(
    request,
    (name, value) => value != null && !writtenAnew.has(name) && accepts(name, value),
  );
  return addPresent(body, {
    model: model.id,
    messages: plan.messages,
    stream,
    // Without it the usage of a stream is in a place that other clients do not look at.
    stream_options: stream ? { ...request.stream_options, include_usage: true } : undefined,
    max_completion_tokens: kimiOutputLimit(request, model.maxOutputTokens, warn),
    stop: kimiStop(request.stop, warn),
    tools: plan.tools,
    tool_choice: plan.toolChoice,
    thinking: plan.thinking,
    reasoning_effort: plan.reasoningEffort,
    response_format: encodeResponseFormat(request, warn),
  });
}

function encodeResponseFormat(request: ChatRequest, warn: EncodeContext['warn']): ResponseFormat | undefined {
  const format = request.response_format ?? undefined;
  if (format?.type === 'json_object' && isContinued(request.messages.at(-1))) {
    const message = 'json_object and a message to be continued exclude each other';
    warn({ parameter: 'response_format', action: 'dropped', message });
    return undefined;
  }
  const wanted = format?.json_schema;
  if (format === undefined || wanted?.schema === undefined || wanted.strict === false) return format;
  const schema = toMoonshotSchema(wanted.schema);
  if (schema !== undefined) return { ...format, json_schema: { ...wanted, schema } };
  const message = "sent with strict: false: Kimi's strict check cannot express this schema";
  warn({ parameter: 'response_format.json_schema.strict', action: 'changed', message });
  return { ...format, json_schema: { ...wanted, strict: false } };
}

function isContinued(message: ChatMessage | undefined): boolean {
  return message?.role === 'assistant' && message['partial'] === true;
}
