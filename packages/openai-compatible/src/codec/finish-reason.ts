import { createApiError } from '@reg/core';
import type { FailureKind, FinishReason } from '@reg/core';
import type { DecodeContext } from '../chat-codec.js';

/** A finish reason that is no end of an answer but a failure, told under HTTP 200. */
export interface FinishFailure {
  readonly kind: FailureKind;
  /** What happened, for people. */
  readonly message: string;
}

const known: readonly string[] = ['stop', 'length', 'tool_calls', 'content_filter', 'function_call'];

/** Words of other dialects for the same thing, in lower case. */
const synonyms: ReadonlyMap<string, FinishReason> = new Map<string, FinishReason>([
  ['eos', 'stop'],
  ['end_turn', 'stop'],
  ['stop_sequence', 'stop'],
  ['max_tokens', 'length'],
  ['max_output_tokens', 'length'],
  ['model_length', 'length'],
  ['tool_use', 'tool_calls'],
  ['tool_call', 'tool_calls'],
  ['safety', 'content_filter'],
  ['refusal', 'content_filter'],
  // Anthropic's pause of an answer that is to be sent back to be gone on with.
  ['pause_turn', 'length'],
]);

const interrupted = 'the vendor stopped in the middle; what came so far is not the whole answer';

/** Reasons that mean a failure wherever they are seen. `[DONE]` may come after them all the same. */
const failures: ReadonlyMap<string, FinishFailure> = new Map<string, FinishFailure>([
  // DeepSeek: "interrupted due to insufficient resource of the inference system" (api-docs.deepseek.com, 2025).
  ['insufficient_system_resource', { kind: 'overloaded', message: interrupted }],
  // GLM: "if the API terminates abnormally during streaming, the reason is in finish_reason" (docs.z.ai, 2026).
  ['network_error', { kind: 'server_error', message: interrupted }],
  [
    'sensitive',
    {
      kind: 'content_filter',
      message: 'the content policy stopped the answer; what came so far must not be used',
    },
  ],
  [
    'model_context_window_exceeded',
    {
      kind: 'context_window_exceeded',
      message: 'the context window was full before the answer was complete',
    },
  ],
  ['error', { kind: 'server_error', message: interrupted }],
  ['abort', { kind: 'server_error', message: interrupted }],
]);

/**
 * OpenAI's word for why a choice ended; `undefined` where the vendor said nothing yet (absent, null or empty).
 * A reason that nobody knows counts as `stop`.
 */
export function mapFinishReason(reason: unknown): FinishReason | undefined {
  if (typeof reason !== 'string' || reason === '') return undefined;
  return isFinishReason(reason) ? reason : (synonyms.get(reason.toLowerCase()) ?? 'stop');
}

/** The failure that a finish reason stands for at any vendor; `undefined` when it is a normal end. */
export function finishFailureOf(reason: unknown): FinishFailure | undefined {
  return typeof reason === 'string' ? failures.get(reason.toLowerCase()) : undefined;
}

/**
 * OpenAI's word for a finish reason.
 *
 * @throws the class of the failure that it stands for at any vendor, with the reason as `vendorCode`.
 */
export function readFinishReason(
  reason: unknown,
  context: DecodeContext,
  requestId?: unknown,
): FinishReason | undefined {
  const failure = finishFailureOf(reason);
  if (failure === undefined) return mapFinishReason(reason);
  throw createApiError({
    ...failure,
    provider: context.provider,
    model: context.model.id,
    vendorCode: String(reason),
    ...(typeof requestId === 'string' ? { vendorRequestId: requestId } : {}),
  });
}

function isFinishReason(reason: string): reason is FinishReason {
  return known.includes(reason);
}
