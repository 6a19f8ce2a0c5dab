import type { ChatRequest, ModelDescriptor } from '@reg/core';
import { createAnthropicCodec, fieldsWhere } from '@reg/openai-compatible';
import type { ChatCodec, EncodeContext } from '@reg/openai-compatible';
import { mapKimiError } from './kimi-map-error.js';
import { kimiModelRules } from './kimi-model-rules.js';
import { acceptedParameter, kimiStop } from './kimi-parameters.js';
import { planKimiRequest } from './plan-kimi-request.js';

/**
 * Kimi over its Anthropic endpoints. The rules of the models stay what they are: the endpoint translates by itself and
 * refuses in the same words (`thinking is enabled but reasoning_content is missing in assistant tool call message`, seen
 * 2026-05). It signs its thinking blocks, and takes them back with an empty signature too (seen 2026-06). Errors have
 * Kimi's own types in Anthropic's envelope; the coding plan answers some 401s in OpenAI's (2026-09).
 */
export const kimiAnthropicCodec: ChatCodec = createAnthropicCodec({
  prepare: prepareKimiRequest,
  defaultMaxTokens,
  mapError: mapKimiError,
});

function prepareKimiRequest(request: ChatRequest, context: EncodeContext): ChatRequest {
  const warn: EncodeContext['warn'] = (warning) => context.warn(warning);
  // No word of this protocol declares tools on the way.
  const rules = { ...kimiModelRules(context.model), declaredTools: false };
  const plan = planKimiRequest(request, context, rules);
  // Kimi ignores OpenAI's `user`; here there is a field for it, which its clients send.
  const { user = null, ...others } = request;
  return {
    ...fieldsWhere(others, acceptedParameter({ rules, thinking: plan.thinks }, warn)),
    model: context.model.id,
    messages: [...plan.messages],
    user,
    stop: kimiStop(request.stop, warn) ?? null,
    tools: plan.tools === undefined ? null : [...plan.tools],
    tool_choice: (plan.toolChoice as ChatRequest['tool_choice']) ?? null,
    thinking: plan.thinking ?? null,
    reasoning_effort: plan.reasoningEffort ?? null,
  };
}

/** What Kimi itself takes where a request names no limit (platform.kimi.ai, 2026-09). */
function defaultMaxTokens(model: ModelDescriptor): number {
  return kimiModelRules(model).reasoningEffort ? 131_072 : 32_768;
}
