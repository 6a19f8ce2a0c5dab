import { isJsonObject, throwFinishFailure } from '@reg/openai-compatible';
import type { DecodeContext, FinishFailure } from '@reg/openai-compatible';

/**
 * Finish reasons that are failures at GLM: "if the API terminates abnormally during streaming, the reason is in
 * finish_reason" (docs.z.ai, 2026). HTTP 200 and `[DONE]` come all the same.
 */
export const glmFailedFinishes: ReadonlyMap<unknown, FinishFailure> = new Map<unknown, FinishFailure>([
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
  [
    'network_error',
    {
      kind: 'server_error',
      message: 'the vendor lost its own connection to the model; what came so far is not the whole answer',
    },
  ],
]);

/** Throws the error that a finish reason in an answer or in an event of a stream stands for, if it does. */
export function refuseFailedFinish(json: unknown, context: DecodeContext): void {
  if (!isJsonObject(json) || !Array.isArray(json['choices'])) return;
  for (const choice of json['choices'].filter(isJsonObject)) {
    const reason = choice['finish_reason'];
    const failure = glmFailedFinishes.get(reason);
    if (failure === undefined) continue;
    const requestId = json['request_id'] ?? json['id'];
    throwFinishFailure(failure, context, { finishReason: String(reason), requestId });
  }
}
