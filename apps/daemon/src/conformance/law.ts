import type { Range, Vendor } from './conformance-case.js';

/** How an answer may end. The first three are honest; a client must never see the others. */
export type Outcome = 'whole' | 'refused' | 'broken' | 'dishonest' | 'hung';

/** What the law says about one question. */
export type Law = WholeLaw | RefusedLaw | BrokenLaw;

interface UpstreamLaw {
  /** Requests that each vendor gets for this question. Absent: not looked at. */
  readonly asked?: Partial<Readonly<Record<Vendor, Range>>>;
  /** Attempts that the gateway tells, where the upstream cannot count. */
  readonly attempts?: Range;
  /** From the question to the end of the answer, milliseconds. */
  readonly elapsedMs?: Range;
}

/** The text is whole and ends with one finish reason (and one `[DONE]`). */
export interface WholeLaw extends UpstreamLaw {
  readonly outcome: 'whole';
  readonly by: Vendor;
  /** What the answer says. @default what the vendor's model said */
  readonly text?: string;
  /** It says to the letter what the last whole answer of the case said. */
  readonly asBefore?: true;
  readonly finish?: string;
  /** Whether token counts are told; `right`: exactly those of the vendor; `some`: at least reg's own estimate. */
  readonly usage?: 'right' | 'some';
  /** Names of the tools that are called, with arguments that are JSON. */
  readonly tools?: readonly string[];
}

/** An error instead of an answer. */
export interface RefusedLaw extends UpstreamLaw {
  readonly outcome: 'refused';
  readonly refusal: Refusal | readonly Refusal[];
  readonly retryAfter?: true;
}

/** Part of the text, then a typed error and no `[DONE]`. */
export interface BrokenLaw extends UpstreamLaw {
  readonly outcome: 'broken';
  readonly code: string | readonly string[];
  /** What was seen until then. @default some beginning of what the vendor's model said */
  readonly text?: string;
}

export interface RefusalRow {
  readonly status: number;
  /** `error.code` over HTTP. */
  readonly code: string;
  /** `error.code` of what the in-process call throws. */
  readonly inProcess: string;
}

/** What a caller is told, by reason: the contract of docs/errors.md. */
export const refusals = {
  invalid_request: { status: 400, code: 'invalid_request', inProcess: 'invalid_request' },
  request_too_large: { status: 413, code: 'request_too_large', inProcess: 'request_too_large' },
  content_filter: { status: 400, code: 'content_filter', inProcess: 'content_filter' },
  context_window: { status: 400, code: 'context_length_exceeded', inProcess: 'all_candidates_failed' },
  credentials: {
    status: 502,
    code: 'upstream_credentials_exhausted',
    inProcess: 'upstream_credentials_exhausted',
  },
  rate_limited: { status: 429, code: 'rate_limit_exceeded', inProcess: 'all_candidates_failed' },
  upstream_error: { status: 502, code: 'upstream_error', inProcess: 'all_candidates_failed' },
  unreachable: { status: 502, code: 'upstream_unreachable', inProcess: 'all_candidates_failed' },
  truncated: { status: 502, code: 'stream_truncated', inProcess: 'all_candidates_failed' },
  malformed: { status: 502, code: 'upstream_malformed_response', inProcess: 'all_candidates_failed' },
  timed_out: { status: 504, code: 'upstream_timeout', inProcess: 'all_candidates_failed' },
  all_failed: { status: 502, code: 'all_candidates_failed', inProcess: 'all_candidates_failed' },
  deadline: { status: 504, code: 'deadline_exceeded', inProcess: 'deadline_exceeded' },
  client_closed: { status: 499, code: 'aborted', inProcess: 'aborted' },
  resting: { status: 503, code: 'no_eligible_model', inProcess: 'no_eligible_model' },
  incapable: { status: 400, code: 'no_capable_model', inProcess: 'no_eligible_model' },
  retired: { status: 404, code: 'model_retired', inProcess: 'model_retired' },
  model_not_found: { status: 404, code: 'model_not_found', inProcess: 'all_candidates_failed' },
} as const satisfies Readonly<Record<string, RefusalRow>>;

export type Refusal = keyof typeof refusals;
