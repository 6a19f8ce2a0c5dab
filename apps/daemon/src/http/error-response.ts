import { RegError } from '@reg/config';
import {
  AllCandidatesFailedError,
  APIError,
  DeadlineExceededError,
  InvalidRequestError,
  ModelNotFoundError,
  ModelRetiredError,
  NoEligibleModelError,
  ProviderNotRegisteredError,
  type FailureKind,
  type GatewayAnswer,
  type OpenAiErrorType,
  type RegistrySnapshot,
} from '@reg/core';
import { failureTable, rowForKinds } from './failure-table.js';
import { HttpProblem } from './http-problem.js';
import { retryAfterMsFor, rowForRejections } from './no-eligible-model.js';

/** OpenAI's error envelope. */
export interface OpenAiErrorBody {
  readonly error: {
    readonly message: string;
    readonly type: OpenAiErrorType;
    readonly param: string | null;
    readonly code: string;
  };
}

export interface ErrorResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: OpenAiErrorBody;
}

/** What the mapping may look at beside the error. */
export interface ErrorContext {
  readonly requestId: string;
  /** The present state, for telling how long to wait. */
  snapshot(): RegistrySnapshot;
}

/** The one place where an error becomes a status, an OpenAI error body and headers. */
export function errorResponse(error: unknown, context: ErrorContext): ErrorResponse {
  if (HttpProblem.isInstance(error)) return fromProblem(error);
  if (InvalidRequestError.isInstance(error)) {
    const param = error.problems[0]?.parameter;
    return answer(
      { ...failureTable.invalid_request, ...(param === undefined ? {} : { param }) },
      error.message,
    );
  }
  if (ModelNotFoundError.isInstance(error)) return answer(failureTable.model_not_found, error.message);
  if (ModelRetiredError.isInstance(error)) {
    return answer({ ...failureTable.model_not_found, code: 'model_retired' }, error.message);
  }
  if (ProviderNotRegisteredError.isInstance(error)) {
    const { status, type } = failureTable.model_not_found;
    return answer({ status, type, code: 'provider_not_registered' }, error.message);
  }
  if (NoEligibleModelError.isInstance(error)) return fromRejections(error, context);
  if (AllCandidatesFailedError.isInstance(error)) return fromAttempts(error);
  if (DeadlineExceededError.isInstance(error)) {
    return answer(failureTable.deadline_exceeded, error.message, { retry: false });
  }
  if (APIError.isInstance(error)) return fromApiError(error);
  return fromUnknown(error, context);
}

function fromProblem(problem: HttpProblem): ErrorResponse {
  const { status, headers, type, param, code, message } = problem;
  return { status, headers, body: { error: { message: clipped(message), type, param, code } } };
}

function fromRejections(error: NoEligibleModelError, context: ErrorContext): ErrorResponse {
  const row = rowForRejections(error.decision);
  if (row.code !== 'no_eligible_model') return answer(row, error.message, { retry: false });
  const retryAfterMs = retryAfterMsFor(error.decision, context.snapshot());
  return answer(row, error.message, retryAfterMs === undefined ? {} : { retryAfterMs });
}

function fromAttempts(error: AllCandidatesFailedError): ErrorResponse {
  const cause = APIError.isInstance(error.cause) ? error.cause : undefined;
  const kinds = error.attempts
    .map((attempt) => attempt.outcome)
    .filter((outcome): outcome is FailureKind => outcome !== 'success');
  // Every candidate may have refused before anything was sent, by its limit or circuit: then the cause tells.
  if (kinds.length === 0 && cause !== undefined) kinds.push(cause.kind);
  const row = error.credentialsExhausted ? failureTable.authentication : rowForKinds(kinds);
  const retryAfterMs = cause?.retryAfterMs;
  // reg has already retried and failed over: a client that does the same again only multiplies the attempts.
  if (row.status !== 429 && row.status !== 503) return answer(row, error.message, { retry: false });
  return answer(row, error.message, retryAfterMs === undefined ? {} : { retryAfterMs });
}

function fromApiError(error: APIError): ErrorResponse {
  const row = failureTable[error.kind];
  return answer(
    row,
    error.message,
    error.retryAfterMs === undefined ? {} : { retryAfterMs: error.retryAfterMs },
  );
}

function fromUnknown(error: unknown, context: ErrorContext): ErrorResponse {
  // An error that is none of ours may carry anything, so its text goes to the log and not to the client.
  const text = RegError.isInstance(error)
    ? error.message
    : `reg failed in a way it should not. Its log tells more under request id ${context.requestId}.`;
  return answer(failureTable.unknown, text);
}

function answer(
  row: GatewayAnswer,
  message: string,
  options: { readonly retryAfterMs?: number; readonly retry?: false } = {},
): ErrorResponse {
  const { retryAfterMs } = options;
  const wait: Record<string, string> =
    retryAfterMs === undefined
      ? {}
      : {
          'retry-after': String(Math.max(1, Math.ceil(retryAfterMs / 1000))),
          'retry-after-ms': String(Math.ceil(retryAfterMs)),
        };
  const headers = options.retry === false ? { ...wait, 'x-should-retry': 'false' } : wait;
  return {
    status: row.status,
    headers,
    body: {
      error: {
        message: clipped(message),
        type: row.type,
        param: row.param === undefined ? null : clipped(row.param, maxParamLength),
        code: row.code,
      },
    },
  };
}

const maxMessageLength = 8000;
const maxParamLength = 256;

/** Messages quote names that the client chose; whoever sends a megabyte of name does not get it back. */
function clipped(text: string, maxLength = maxMessageLength): string {
  return text.length <= maxLength ? text : `${text.slice(0, maxLength)}…`;
}
