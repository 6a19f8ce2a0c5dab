import type { ChatRequest } from '@reg/core';
import { createAnthropicCodec, fieldsWhere, isJsonObject } from '@reg/openai-compatible';
import type { ChatCodec, EncodeContext, ErrorFacts, ErrorResponse } from '@reg/openai-compatible';
import { glmStop, knownToGlm } from './glm-encode-request.js';
import { mapGlmError } from './glm-map-error.js';
import { glmModelRules } from './glm-model-rules.js';
import { encodeGlmThinking } from './glm-thinking.js';
import { encodeGlmTools } from './glm-tools.js';
import { withTagsApart } from './with-tags-apart.js';

/** GLM's own default for an answer (docs.z.ai, 2026-08). */
const defaultMaxTokens = 65_536;

/**
 * GLM over its Anthropic endpoints (docs.z.ai, 2026-08-23). The rules of the models stay what they are. All counts of a
 * stream come at its end, its beginning says 0 (zai-org/GLM-5 issue 139, 2026-09).
 */
export const glmAnthropicCodec: ChatCodec = withTagsApart(
  createAnthropicCodec({
    prepare: prepareGlmRequest,
    defaultMaxTokens: () => defaultMaxTokens,
    mapError: mapGlmAnthropicError,
  }),
);

function prepareGlmRequest(request: ChatRequest, context: EncodeContext): ChatRequest {
  const warn: EncodeContext['warn'] = (warning) => context.warn(warning);
  const { tools } = encodeGlmTools(request, warn);
  const thinking = encodeGlmThinking(request, glmModelRules(context.model), warn);
  return {
    ...fieldsWhere(request, knownToGlm(warn)),
    model: context.model.id,
    messages: request.messages,
    stop: glmStop(request, warn) ?? null,
    tools: tools === undefined ? null : [...tools],
    tool_choice: null,
    thinking: thinking.thinking ?? null,
    reasoning_effort: thinking.reasoning_effort ?? null,
  };
}

/** `[1113][Insufficient balance or no resource package. Please recharge.][20260123…]` */
const bracketed = /^\[(\d{3,5})\]\[([^]*?)\](?:\[([\w-]*)\])?$/;

/** The same codes as elsewhere; here they are also inside the message, with the id of the request. */
function mapGlmAnthropicError(response: ErrorResponse): ErrorFacts {
  const { json } = response;
  const error = isJsonObject(json) ? json['error'] : undefined;
  if (!isJsonObject(json) || !isJsonObject(error)) return mapGlmError(response);
  const found = typeof error['message'] === 'string' ? bracketed.exec(error['message']) : null;
  if (found === null) return mapGlmError(response);
  const [, code, message, id] = found;
  const request_id = json['request_id'] ?? id;
  return mapGlmError({
    ...response,
    json: { ...json, request_id, error: { ...error, code: error['code'] ?? code, message } },
  });
}
