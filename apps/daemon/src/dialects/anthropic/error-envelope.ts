import { AllCandidatesFailedError, APIError } from '@reg/core';
import type { ErrorResponse } from '../../http/error-response.js';

/** The words for kinds of errors that clients of this dialect know (types of @anthropic-ai/sdk 1.12.0). */
export type AnthropicErrorType =
  | 'invalid_request_error'
  | 'authentication_error'
  | 'permission_error'
  | 'not_found_error'
  | 'request_too_large'
  | 'rate_limit_error'
  | 'timeout_error'
  | 'api_error'
  | 'overloaded_error';

/** Anthropic's envelope, with reg's stable `code` and the field that it is about beside the message. */
export interface AnthropicErrorBody {
  readonly type: 'error';
  readonly error: {
    readonly type: AnthropicErrorType;
    readonly message: string;
    readonly code: string;
    readonly param?: string;
  };
  readonly request_id: string;
}

export interface AnthropicErrorResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: AnthropicErrorBody;
}

/** Anthropic's own status for "the model is overloaded"; clients back off from it by longer than from a 429. */
const overloadedStatus = 529;

const typesByStatus: ReadonlyMap<number, AnthropicErrorType> = new Map([
  [401, 'authentication_error'],
  [403, 'permission_error'],
  [404, 'not_found_error'],
  [413, 'request_too_large'],
  [429, 'rate_limit_error'],
  [503, 'overloaded_error'],
  [504, 'timeout_error'],
  [overloadedStatus, 'overloaded_error'],
]);

/** What the daemon says about an error, in this dialect: the same status but for vendors that are all overloaded. */
export function anthropicErrorResponse(
  error: unknown,
  { status: toldStatus, headers, body }: ErrorResponse,
  requestId: string,
): AnthropicErrorResponse {
  const { message, code, param } = body.error;
  const status = isOverload(error) ? overloadedStatus : toldStatus;
  return {
    status,
    headers: { ...headers, 'request-id': requestId },
    body: {
      type: 'error',
      error: { type: typeOf(status, code), message, code, ...(param === null ? {} : { param }) },
      request_id: requestId,
    },
  };
}

function typeOf(status: number, code: string): AnthropicErrorType {
  // Waiting does not help a gateway without keys, and "overloaded" would say that it does.
  if (code === 'no_usable_provider') return 'api_error';
  return typesByStatus.get(status) ?? (status < 500 ? 'invalid_request_error' : 'api_error');
}

function isOverload(error: unknown): boolean {
  if (AllCandidatesFailedError.isInstance(error)) {
    const { attempts } = error;
    return attempts.length > 0 && attempts.every(({ outcome }) => outcome === 'overloaded');
  }
  return APIError.isInstance(error) && error.kind === 'overloaded';
}
