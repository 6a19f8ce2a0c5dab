import { RegError } from '@reg/config';
import type { FailureKind } from '../ports/failure.js';

/** What is known about a failed attempt. Never the prompt, never a key. */
export interface ApiErrorDetails {
  readonly kind: FailureKind;
  readonly provider: string;
  /** The model asked for; absent for calls about no model. */
  readonly model?: string;
  /** What happened, for people; the vendor's text must be scrubbed before it gets here. */
  readonly message: string;
  readonly status?: number;
  /** The vendor's own code or type. */
  readonly vendorCode?: string;
  /** The vendor's id of the request. */
  readonly vendorRequestId?: string;
  /** The vendor's word on when to come back, in milliseconds from the response. Never shortened. */
  readonly retryAfterMs?: number;
  readonly cause?: unknown;
}

/** An attempt at a vendor failed. Subclasses are named after the OpenAI client's; `kind` is finer. */
export class APIError extends RegError {
  static override readonly errorName: string = 'APIError';
  readonly kind: FailureKind;
  readonly provider: string;
  readonly model: string | undefined;
  readonly status: number | undefined;
  readonly vendorCode: string | undefined;
  readonly vendorRequestId: string | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(details: ApiErrorDetails) {
    const where = details.model === undefined ? details.provider : `${details.provider}/${details.model}`;
    const how = [details.status === undefined ? '' : `HTTP ${details.status}`, details.vendorCode ?? '']
      .filter((part) => part !== '')
      .join(', ');
    super(details.kind, `${where}: ${details.message}${how === '' ? '' : ` (${how})`}`, {
      cause: details.cause,
    });
    this.kind = details.kind;
    this.provider = details.provider;
    this.model = details.model;
    this.status = details.status;
    this.vendorCode = details.vendorCode;
    this.vendorRequestId = details.vendorRequestId;
    this.retryAfterMs = details.retryAfterMs;
  }
}

/** The vendor refused the request as wrong: fix the request. */
export class BadRequestError extends APIError {
  static override readonly errorName: string = 'BadRequestError';
}
/** Input plus output does not fit the model: shorten it or take a model with a larger window. */
export class ContextWindowExceededError extends BadRequestError {
  static override readonly errorName: string = 'ContextWindowExceededError';
}
/** The vendor's content policy refused the request or the answer. */
export class ContentFilterError extends BadRequestError {
  static override readonly errorName: string = 'ContentFilterError';
}
/** The key is wrong, expired, missing or for another of the vendor's platforms. */
export class AuthenticationError extends APIError {
  static override readonly errorName: string = 'AuthenticationError';
}
/** The key is good but may not do this. */
export class PermissionDeniedError extends APIError {
  static override readonly errorName: string = 'PermissionDeniedError';
}
/** The vendor does not know the model, or the account has no access to it. */
export class NotFoundError extends APIError {
  static override readonly errorName: string = 'NotFoundError';
}
/** Too many requests, or the vendor is busy. */
export class RateLimitError extends APIError {
  static override readonly errorName: string = 'RateLimitError';
}
/** No money, no plan, or the quota is spent: waiting a little does not help. */
export class InsufficientQuotaError extends RateLimitError {
  static override readonly errorName: string = 'InsufficientQuotaError';
}
/** reg's own limit for this provider is reached; nothing was sent. */
export class ConcurrencyLimitedError extends RateLimitError {
  static override readonly errorName: string = 'ConcurrencyLimitedError';
}
/** The vendor failed: 5xx. */
export class InternalServerError extends APIError {
  static override readonly errorName: string = 'InternalServerError';
}
/** The vendor could not be reached, or the connection broke. */
export class APIConnectionError extends APIError {
  static override readonly errorName: string = 'APIConnectionError';
}
/** A phase of the attempt took longer than its timeout; `kind` says which. */
export class APIConnectionTimeoutError extends APIConnectionError {
  static override readonly errorName: string = 'APIConnectionTimeoutError';
}
/** The stream ended without its terminal marker: what came so far is not the whole answer. */
export class StreamTruncatedError extends APIConnectionError {
  static override readonly errorName: string = 'StreamTruncatedError';
}
/** The vendor answered something that is not the documented shape. */
export class MalformedResponseError extends APIError {
  static override readonly errorName: string = 'MalformedResponseError';
}
/** The caller cancelled or went away. */
export class APIUserAbortError extends APIError {
  static override readonly errorName: string = 'APIUserAbortError';
}
/** The provider's retries are used up for the moment; nothing was sent. */
export class RetryBudgetExhaustedError extends APIError {
  static override readonly errorName: string = 'RetryBudgetExhaustedError';
}
/** The circuit of the target is open; nothing was sent. */
export class CircuitOpenError extends APIError {
  static override readonly errorName: string = 'CircuitOpenError';
}

const classes: Readonly<Record<FailureKind, typeof APIError>> = {
  invalid_request: BadRequestError,
  request_too_large: BadRequestError,
  context_window_exceeded: ContextWindowExceededError,
  content_filter: ContentFilterError,
  authentication: AuthenticationError,
  permission_denied: PermissionDeniedError,
  quota_exhausted: InsufficientQuotaError,
  rate_limited: RateLimitError,
  model_not_found: NotFoundError,
  overloaded: RateLimitError,
  server_error: InternalServerError,
  gateway_timeout: InternalServerError,
  connection: APIConnectionError,
  connect_timeout: APIConnectionTimeoutError,
  headers_timeout: APIConnectionTimeoutError,
  first_token_timeout: APIConnectionTimeoutError,
  idle_timeout: APIConnectionTimeoutError,
  total_timeout: APIConnectionTimeoutError,
  stream_truncated: StreamTruncatedError,
  malformed_response: MalformedResponseError,
  aborted: APIUserAbortError,
  deadline_exceeded: APIConnectionTimeoutError,
  concurrency_limited: ConcurrencyLimitedError,
  retry_budget_exhausted: RetryBudgetExhaustedError,
  circuit_open: CircuitOpenError,
  unknown: APIError,
};

/** The error of the class that fits its kind. The one place where adapters make errors. */
export function createApiError(details: ApiErrorDetails): APIError {
  return new classes[details.kind](details);
}
