import { APICallError } from '@ai-sdk/provider';
import { APIUserAbortError } from '@reg/core';
import { RegError } from '@reg/registry';
import { callStatus } from './call-status.js';
import { failureOf, regErrorData } from './reg-error-data.js';

/** Where an error came from. */
export interface FailedCall {
  readonly modelId: string;
  readonly signal: AbortSignal | undefined;
}

/**
 * The error that a caller of the AI SDK expects: reg's own become an `APICallError` that is not to be retried, since
 * reg has retried and failed over already, and a retry of all that would multiply it. An abort stays the abort that
 * it was. Neither prompt nor key is in it. What is not reg's is handed on as it is.
 */
export function callErrorFrom(error: unknown, { modelId, signal }: FailedCall): unknown {
  if (APIUserAbortError.isInstance(error) && signal?.aborted === true) return abortFrom(signal, error);
  if (!RegError.isInstance(error)) return error;
  const retryAfterMs = failureOf(error)?.retryAfterMs;
  return new APICallError({
    message: error.message,
    url: `reg://${modelId}`,
    requestBodyValues: { model: modelId },
    statusCode: callStatus(error),
    isRetryable: false,
    cause: error,
    data: regErrorData(error),
    ...(retryAfterMs === undefined
      ? {}
      : { responseHeaders: { 'retry-after-ms': String(Math.ceil(retryAfterMs)) } }),
  });
}

/** The AI SDK knows an abort by its name. */
const abortNames = ['AbortError', 'TimeoutError'];

function abortFrom({ reason }: AbortSignal, error: APIUserAbortError): unknown {
  if (reason instanceof Error && abortNames.includes(reason.name)) return reason;
  return Object.assign(new DOMException(error.message, 'AbortError'), { cause: reason as unknown });
}
