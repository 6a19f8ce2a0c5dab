import type { ChatRequest } from '@reg/core';
import { addPresent, fieldsWhere, withoutThinkingBlocks } from '@reg/openai-compatible';
import type { EncodeContext } from '@reg/openai-compatible';
import { encodeGlmMessages } from './glm-messages.js';
import { glmModelRules } from './glm-model-rules.js';
import { encodeGlmSampling } from './glm-sampling.js';
import { encodeGlmThinking } from './glm-thinking.js';
import { encodeGlmTools } from './glm-tools.js';

type Warn = EncodeContext['warn'];

/** What GLM does not have, each with the value that means the same as leaving it out (OpenAPI, 2026-08-03). */
export const glmUnknownParameters: Readonly<Record<string, unknown>> = {
  n: 1,
  presence_penalty: 0,
  frequency_penalty: 0,
  logprobs: false,
  top_logprobs: 0,
  logit_bias: undefined,
  top_k: undefined,
  parallel_tool_calls: true,
};

/** Put in their places below, perhaps under another name; `reg` is reg's own, and no vendor sees it. */
const writtenAnew: ReadonlySet<string> = new Set([
  'reg',
  'model',
  'messages',
  'stream',
  'max_tokens',
  'max_completion_tokens',
  'stop',
  'temperature',
  'thinking',
  'reasoning_effort',
  'tools',
  'tool_choice',
  'tool_stream',
  'response_format',
  'user',
  'user_id',
  // Usage always comes with the last chunk.
  'stream_options',
]);

/**
 * The body for GLM: OpenAI's, in GLM's names and ranges, without what it does not have. Fields that neither knows
 * pass through, so `request_id`, `do_sample`, `sensitive_word_check` and the like work as the vendor documents.
 *
 * @throws BadRequestError (`invalid_request`) for a conversation of assistant messages only.
 */
export function encodeGlmRequest(given: ChatRequest, context: EncodeContext): Record<string, unknown> {
  const warn: Warn = (warning) => context.warn(warning);
  const request = withoutThinkingBlocks(given, warn);
  const rules = glmModelRules(context.model);
  const { tools } = encodeGlmTools(request, warn);
  const callsFunctions = tools?.some(({ type }) => type === 'function') ?? false;
  const { provider, model, stream } = context;
  const accepts = knownToGlm(warn);
  const body = fieldsWhere(
    request,
    (name, value) => value != null && !writtenAnew.has(name) && accepts(name, value),
  );
  return addPresent(body, {
    model: model.id,
    messages: encodeGlmMessages(request.messages, { provider, model: model.id, warn }),
    stream,
    ...encodeGlmSampling(request, warn),
    ...encodeGlmThinking(request, rules, warn),
    max_tokens: outputLimit(request, model.maxOutputTokens, warn),
    stop: glmStop(request, warn),
    tools,
    tool_stream: toolStream(request, { context, supported: rules.toolStream && callsFunctions }),
    response_format: responseFormat(request, context),
    user_id: request['user_id'] ?? userOf(request, warn),
  });
}

/** What says of a parameter whether GLM has it, under whatever name, and warns of one that it has not. */
export function knownToGlm(warn: Warn): (parameter: string, value: unknown) => boolean {
  return (parameter, value) => {
    if (!Object.hasOwn(glmUnknownParameters, parameter)) return true;
    if (value != null && value !== glmUnknownParameters[parameter]) {
      warn({ parameter, action: 'dropped', message: `GLM has no ${parameter}` });
    }
    return false;
  };
}

function outputLimit(
  request: ChatRequest,
  maxOutputTokens: number | undefined,
  warn: Warn,
): number | undefined {
  const asked = request.max_completion_tokens ?? request.max_tokens ?? undefined;
  if (request.max_completion_tokens != null) {
    const message = 'sent as max_tokens, the name GLM has for it';
    warn({ parameter: 'max_completion_tokens', action: 'renamed', message });
  }
  if (asked === undefined || maxOutputTokens === undefined || asked <= maxOutputTokens) return asked;
  const message = `lowered from ${asked} to ${maxOutputTokens}, the most this model writes`;
  warn({ parameter: 'max_tokens', action: 'changed', message });
  return maxOutputTokens;
}

/** GLM takes one stop text. */
export function glmStop({ stop }: ChatRequest, warn: Warn): string[] | undefined {
  const [first, ...others] = typeof stop === 'string' ? [stop] : (stop ?? []);
  if (others.length > 0) {
    const message = `GLM takes one stop text: the first was sent, ${others.length} left out`;
    warn({ parameter: 'stop', action: 'changed', message });
  }
  return first === undefined ? undefined : [first];
}

/** Without it the arguments of a call come in one piece at its end, which looks like a stall. */
function toolStream(
  request: ChatRequest,
  { context, supported }: { context: EncodeContext; supported: boolean },
): boolean | undefined {
  const wish = request['tool_stream'];
  if (wish === true && !supported && context.stream) {
    const message = 'this model sends each tool call in one piece';
    context.warn({ parameter: 'tool_stream', action: 'dropped', message });
  }
  return supported && context.stream ? wish !== false : undefined;
}

function responseFormat(request: ChatRequest, context: EncodeContext): { type: string } | undefined {
  const type = request.response_format?.type ?? 'text';
  if (type === 'text') return undefined;
  if (!context.model.capabilities.jsonObject) {
    const message = 'this model has no JSON mode; ask for JSON in the prompt and check the answer';
    context.warn({ parameter: 'response_format', action: 'dropped', message });
    return undefined;
  }
  if (type !== 'json_object') {
    const message =
      'sent as json_object: GLM checks no schema, so put it into the prompt and check the answer';
    context.warn({ parameter: 'response_format', action: 'changed', message });
  }
  return { type: 'json_object' };
}

function userOf({ user }: ChatRequest, warn: Warn): string | undefined {
  if (user == null) return undefined;
  if (user.length < 6 || user.length > 128) {
    const message = 'GLM takes a user id of 6 to 128 characters';
    warn({ parameter: 'user', action: 'dropped', message });
    return undefined;
  }
  warn({ parameter: 'user', action: 'renamed', message: 'sent as user_id, the name GLM has for it' });
  return user;
}
