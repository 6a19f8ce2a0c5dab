import type { FailureKind } from '@reg/core';

/** One row: what an error response must look like, and what it then means. Every given condition must hold. */
export interface KimiErrorRow {
  /** The HTTP status; not looked at for an error inside a stream that began with 200. Absent: any. */
  readonly status?: number;
  /** `error.type`. */
  readonly type?: string;
  readonly message?: RegExp;
  readonly kind: FailureKind;
  /** When a quota comes back although the vendor names no time. */
  readonly until?: 'midnight';
  /** What the reader can do, where the vendor's own words do not say. */
  readonly advice?: string;
  readonly source: string;
}

const errorsPage = 'platform.kimi.ai errors page, 2026-02-09';
const september = 'platform.kimi.ai docs, 2026-09-12';
const codingPage = 'kimi.com Kimi Code error reference, 2026';
const kimiCode = 'kimi-code client source, 2026-08';

const ownPlatform =
  'A key works on one platform only: international, China and the coding plan each have their own.';
const recharge = 'Waiting does not help: recharge the account or renew the plan.';

/** Read from the top; the first row that fits decides. Statuses with no fitting row mean what they mean anywhere. */
export const kimiErrorTable: readonly KimiErrorRow[] = [
  // Plans: the wording decides, since the same status also says "slow down".
  { message: /usage limit for this (billing cycle|period)/i, kind: 'quota_exhausted', source: codingPage },
  { status: 402, kind: 'quota_exhausted', advice: recharge, source: codingPage },
  {
    status: 403,
    message: /only available for coding agents/i,
    kind: 'permission_denied',
    advice: 'reg says who it is; use a platform key with a platform endpoint instead of the coding plan.',
    source: codingPage,
  },
  { status: 403, message: /access terminated/i, kind: 'permission_denied', source: codingPage },

  // The plan's hosts say all of it under one type.
  { type: 'engine_overloaded_error', kind: 'overloaded', source: errorsPage },
  { status: 429, message: /engine is currently overloaded/i, kind: 'overloaded', source: codingPage },
  { status: 429, message: /receiving too many requests/i, kind: 'rate_limited', source: codingPage },

  // Limits before billing words, so that no advice inside a limit's text is taken for an empty account.
  {
    type: 'rate_limit_reached_error',
    message: /\bTPD\b/,
    kind: 'quota_exhausted',
    until: 'midnight',
    source: errorsPage,
  },
  { type: 'rate_limit_reached_error', message: /max RPM/i, kind: 'rate_limited', source: errorsPage },
  { type: 'rate_limit_reached_error', message: /\bTPM\b/, kind: 'rate_limited', source: errorsPage },
  { type: 'rate_limit_reached_error', message: /concurrency/i, kind: 'rate_limited', source: errorsPage },
  { type: 'rate_limit_reached_error', kind: 'rate_limited', source: errorsPage },

  { type: 'exceeded_current_quota_error', kind: 'quota_exhausted', advice: recharge, source: errorsPage },
  ...[403, 429].map((status) => ({
    status,
    message: /insufficient balance|recharge|exceeded your current (token )?quota|suspended|arrears/i,
    kind: 'quota_exhausted' as const,
    advice: recharge,
    source: kimiCode,
  })),

  { status: 529, kind: 'overloaded', source: kimiCode },

  { type: 'content_filter', kind: 'content_filter', source: errorsPage },
  {
    status: 400,
    message: /input token length too long|exceeded model token limit/i,
    kind: 'context_window_exceeded',
    source: errorsPage,
  },
  {
    status: 400,
    message: /invalid purpose|file size is|number of files/i,
    kind: 'invalid_request',
    source: errorsPage,
  },
  { type: 'invalid_request_error', kind: 'invalid_request', source: errorsPage },

  {
    type: 'invalid_authentication_error',
    kind: 'authentication',
    advice: ownPlatform,
    source: errorsPage,
  },
  { type: 'incorrect_api_key_error', kind: 'authentication', advice: ownPlatform, source: errorsPage },
  { status: 401, kind: 'authentication', advice: ownPlatform, source: codingPage },
  { type: 'permission_denied_error', kind: 'permission_denied', source: errorsPage },
  {
    type: 'resource_not_found_error',
    message: /model/i,
    kind: 'model_not_found',
    advice: 'Retired ids answer so, and K3 until the account was recharged once.',
    source: september,
  },
  // A file or a path that does not exist.
  { type: 'resource_not_found_error', kind: 'invalid_request', source: september },

  { status: 413, kind: 'request_too_large', source: errorsPage },
  { status: 499, kind: 'aborted', source: september },
  { type: 'client_closed_request', kind: 'aborted', source: september },
  { type: 'server_error', kind: 'server_error', source: errorsPage },
  { type: 'unexpected_output', kind: 'server_error', source: errorsPage },
  { type: 'server_unavailable', kind: 'server_error', source: september },
  { status: 500, kind: 'server_error', source: errorsPage },
  { status: 503, kind: 'server_error', source: september },
  {
    status: 504,
    kind: 'gateway_timeout',
    advice: 'The gateway gives up after 900 s without a stream; long answers need one.',
    source: september,
  },
];
