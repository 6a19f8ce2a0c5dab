import type { ChatRequest, ModelDescriptor } from '@reg/core';
import type { EncodeContext } from '../chat-codec.js';

/** Fields with a translation of their own. */
const translated: ReadonlySet<string> = new Set([
  'reg',
  'model',
  'messages',
  'stream',
  'tools',
  'tool_choice',
  'parallel_tool_calls',
  'max_tokens',
  'max_completion_tokens',
  'temperature',
  'stop',
  'user',
  'thinking',
  'reasoning_effort',
  'response_format',
  // Usage comes with every stream.
  'stream_options',
]);

/** What OpenAI has and the Messages API has no word for, each with the value that leaving it out amounts to. */
const untranslatable: Readonly<Record<string, unknown>> = {
  n: 1,
  presence_penalty: 0,
  frequency_penalty: 0,
  logit_bias: undefined,
  logprobs: false,
  top_logprobs: 0,
  seed: undefined,
  store: false,
  service_tier: 'auto',
  // OpenAI's notes on a request; Anthropic's field of this name is another thing.
  metadata: undefined,
  modalities: undefined,
  audio: undefined,
  prediction: undefined,
  verbosity: undefined,
  functions: undefined,
  function_call: undefined,
  web_search_options: undefined,
  prompt_cache_key: undefined,
  safety_identifier: undefined,
};

/** The plain parameters. Fields that neither side knows pass through. */
export function parametersFromChat(request: ChatRequest, context: EncodeContext): Record<string, unknown> {
  const { warn } = context;
  const stop = typeof request.stop === 'string' ? [request.stop] : (request.stop ?? []);
  const temperature = temperatureOf(request, warn);
  return {
    ...othersOf(request, warn),
    ...(temperature === undefined ? {} : { temperature }),
    ...(stop.length === 0 ? {} : { stop_sequences: stop }),
    ...(request.user == null ? {} : { metadata: { user_id: request.user } }),
  };
}

function othersOf(request: ChatRequest, warn: EncodeContext['warn']): Record<string, unknown> {
  const others: Record<string, unknown> = {};
  for (const [parameter, value] of Object.entries(request)) {
    if (value == null || translated.has(parameter)) continue;
    if (!Object.hasOwn(untranslatable, parameter)) others[parameter] = value;
    else if (value !== untranslatable[parameter]) {
      const message = `the Messages API has no ${parameter}`;
      warn({ parameter, action: 'dropped', message });
    }
  }
  return others;
}

/** OpenAI's goes to 2, Anthropic's to 1. */
function temperatureOf({ temperature }: ChatRequest, warn: EncodeContext['warn']): number | undefined {
  if (temperature == null || temperature <= 1) return temperature ?? undefined;
  const message = `changed from ${temperature} to 1, the most that the Messages API takes`;
  warn({ parameter: 'temperature', action: 'changed', message });
  return 1;
}

/** What a model may write where nobody says, if it may write so much: the Messages API demands a number. */
const usualMaxTokens = 32_768;

/**
 * The output limit, which the Messages API demands. Vendors charge the rate limit with all of it, so that a model's
 * whole limit is no default.
 */
export function maxTokensOf(
  request: ChatRequest,
  context: EncodeContext,
  defaultOf: (model: ModelDescriptor) => number = () => usualMaxTokens,
): number {
  const { model, warn } = context;
  const most = model.maxOutputTokens ?? Number.POSITIVE_INFINITY;
  const asked = request.max_completion_tokens ?? request.max_tokens;
  if (asked == null) return Math.min(defaultOf(model), most);
  if (asked <= most) return asked;
  const message = `lowered from ${asked} to ${most}, the most this model writes`;
  warn({ parameter: 'max_tokens', action: 'changed', message });
  return most;
}
