import type { FailureKind } from '@reg/core';
import type { OpenAiErrorType } from './http-problem.js';

/** How one kind of upstream failure looks to a client. */
export interface FailureRow {
  readonly status: number;
  readonly type: OpenAiErrorType;
  readonly code: string;
  readonly param?: string;
}

const timedOut: FailureRow = { status: 504, type: 'api_error', code: 'upstream_timeout' };
const limited: FailureRow = { status: 429, type: 'rate_limit_error', code: 'rate_limit_exceeded' };
// A vendor's 401 must never look like the client's own key was wrong: clients would throw that key away.
const credentials: FailureRow = { status: 502, type: 'api_error', code: 'upstream_credentials_exhausted' };

/** The one table from what went wrong upstream to what the client is told. */
export const failureTable: Readonly<Record<FailureKind, FailureRow>> = {
  invalid_request: { status: 400, type: 'invalid_request_error', code: 'invalid_request' },
  request_too_large: { status: 413, type: 'invalid_request_error', code: 'request_too_large' },
  context_window_exceeded: {
    status: 400,
    type: 'invalid_request_error',
    code: 'context_length_exceeded',
    param: 'messages',
  },
  content_filter: { status: 400, type: 'invalid_request_error', code: 'content_filter', param: 'messages' },
  authentication: credentials,
  permission_denied: credentials,
  quota_exhausted: { status: 429, type: 'insufficient_quota', code: 'insufficient_quota' },
  rate_limited: limited,
  model_not_found: {
    status: 404,
    type: 'invalid_request_error',
    code: 'model_not_found',
    param: 'model',
  },
  overloaded: limited,
  server_error: { status: 502, type: 'api_error', code: 'upstream_error' },
  gateway_timeout: timedOut,
  connection: { status: 502, type: 'api_error', code: 'upstream_unreachable' },
  connect_timeout: timedOut,
  headers_timeout: timedOut,
  first_token_timeout: timedOut,
  idle_timeout: timedOut,
  total_timeout: timedOut,
  stream_truncated: { status: 502, type: 'api_error', code: 'stream_truncated' },
  malformed_response: { status: 502, type: 'api_error', code: 'upstream_malformed_response' },
  // 499 is nginx's word for "the client went away": it is logged and counted, nobody is left to read it.
  aborted: { status: 499, type: 'invalid_request_error', code: 'aborted' },
  deadline_exceeded: { status: 504, type: 'api_error', code: 'deadline_exceeded' },
  concurrency_limited: limited,
  circuit_open: { status: 503, type: 'api_error', code: 'circuit_open' },
  unknown: { status: 500, type: 'api_error', code: 'internal_error' },
};

/** One row for a call in which several attempts failed: their common answer, or 502 when they differ. */
export function rowForKinds(kinds: readonly FailureKind[]): FailureRow {
  const rows = kinds.map((kind) => failureTable[kind]);
  const [first] = rows;
  if (first !== undefined && rows.every((row) => row.code === first.code)) return first;
  const waitable = rows.every((row) => row.status === 429 || row.status === 503);
  if (first !== undefined && waitable) return limited;
  return { status: 502, type: 'api_error', code: 'all_candidates_failed' };
}
