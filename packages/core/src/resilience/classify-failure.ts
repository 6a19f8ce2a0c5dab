import { RegError } from '@reg/config';
import { APIError } from '../errors/api-error.js';
import { DeadlineExceededError } from '../errors/selection-errors.js';
import type { FailureDecision, FailureKind } from '../ports/failure.js';

/** One row of the table: everything about a failure that does not depend on the response. */
export interface FailureRule {
  readonly action: FailureDecision['action'];
  readonly scope: FailureDecision['scope'];
  readonly effect: FailureDecision['effect'];
  /** At most this many attempts on the same target for this failure; the retry settings may allow fewer. */
  readonly maxAttemptsOnTarget: number;
  readonly largerWindowOnly?: true;
  /** A whole answer would take as long again, and end the same way. */
  readonly retriesOnlyStreams?: true;
  /** Whether the vendor answered at all, so that its endpoint is alive. */
  readonly answered: boolean;
  /** For docs/resilience.md. */
  readonly meaning: string;
}

const asSettingsAllow = Number.POSITIVE_INFINITY;

/** The one table of failures. docs/resilience.md is generated from it. */
export const failureRules: Readonly<Record<FailureKind, FailureRule>> = {
  invalid_request: {
    action: 'stop',
    scope: 'none',
    effect: 'none',
    maxAttemptsOnTarget: 1,
    answered: true,
    meaning: 'the request itself is wrong',
  },
  request_too_large: {
    action: 'stop',
    scope: 'none',
    effect: 'none',
    maxAttemptsOnTarget: 1,
    answered: true,
    meaning: 'the body is larger than the vendor takes',
  },
  context_window_exceeded: {
    action: 'failover',
    scope: 'none',
    effect: 'none',
    maxAttemptsOnTarget: 1,
    largerWindowOnly: true,
    answered: true,
    meaning: 'input plus output does not fit the model',
  },
  content_filter: {
    action: 'stop',
    scope: 'none',
    effect: 'none',
    maxAttemptsOnTarget: 1,
    answered: true,
    meaning: "the vendor's content policy refused",
  },
  authentication: {
    action: 'failover',
    scope: 'credential',
    effect: 'open',
    maxAttemptsOnTarget: 1,
    answered: true,
    meaning: 'the key is wrong, expired or missing',
  },
  permission_denied: {
    action: 'failover',
    scope: 'credential',
    effect: 'open',
    maxAttemptsOnTarget: 1,
    answered: true,
    meaning: 'the key may not do this',
  },
  quota_exhausted: {
    action: 'failover',
    scope: 'credential',
    effect: 'open',
    maxAttemptsOnTarget: 1,
    answered: true,
    meaning: 'no money, no plan, or the quota is spent',
  },
  rate_limited: {
    action: 'retry',
    scope: 'credential',
    effect: 'rest',
    maxAttemptsOnTarget: asSettingsAllow,
    answered: true,
    meaning: 'too many requests; the account is fine',
  },
  model_not_found: {
    action: 'failover',
    scope: 'model',
    effect: 'open',
    maxAttemptsOnTarget: 1,
    answered: true,
    meaning: 'unknown model, or no access to it',
  },
  overloaded: {
    action: 'retry',
    scope: 'model',
    effect: 'count',
    maxAttemptsOnTarget: 2,
    answered: true,
    meaning: 'the vendor is busy with this model',
  },
  server_error: {
    action: 'retry',
    scope: 'endpoint',
    effect: 'count',
    maxAttemptsOnTarget: asSettingsAllow,
    answered: true,
    meaning: 'the vendor failed (5xx)',
  },
  gateway_timeout: {
    action: 'retry',
    scope: 'endpoint',
    effect: 'count',
    maxAttemptsOnTarget: 2,
    retriesOnlyStreams: true,
    answered: true,
    meaning: 'a proxy gave up waiting for the vendor (504)',
  },
  connection: {
    action: 'retry',
    scope: 'endpoint',
    effect: 'count',
    maxAttemptsOnTarget: asSettingsAllow,
    answered: false,
    meaning: 'name lookup, TCP, TLS, or a reset',
  },
  connect_timeout: {
    action: 'retry',
    scope: 'endpoint',
    effect: 'count',
    maxAttemptsOnTarget: asSettingsAllow,
    answered: false,
    meaning: 'no connection in time',
  },
  headers_timeout: {
    action: 'failover',
    scope: 'endpoint',
    effect: 'count',
    maxAttemptsOnTarget: 1,
    answered: false,
    meaning: 'no response headers in time',
  },
  first_token_timeout: {
    action: 'failover',
    scope: 'model',
    effect: 'count',
    maxAttemptsOnTarget: 1,
    answered: true,
    meaning: 'no first content in time',
  },
  idle_timeout: {
    action: 'failover',
    scope: 'model',
    effect: 'count',
    maxAttemptsOnTarget: 1,
    answered: true,
    meaning: 'the answer stalled',
  },
  total_timeout: {
    action: 'failover',
    scope: 'model',
    effect: 'count',
    maxAttemptsOnTarget: 1,
    answered: true,
    meaning: 'the attempt took too long altogether',
  },
  stream_truncated: {
    action: 'retry',
    scope: 'endpoint',
    effect: 'count',
    maxAttemptsOnTarget: asSettingsAllow,
    answered: true,
    meaning: 'the stream ended without its terminal marker',
  },
  malformed_response: {
    action: 'retry',
    scope: 'endpoint',
    effect: 'count',
    maxAttemptsOnTarget: asSettingsAllow,
    answered: true,
    meaning: 'not the documented shape',
  },
  aborted: {
    action: 'stop',
    scope: 'none',
    effect: 'none',
    maxAttemptsOnTarget: 1,
    answered: false,
    meaning: 'the caller cancelled or went away',
  },
  deadline_exceeded: {
    action: 'stop',
    scope: 'none',
    effect: 'none',
    maxAttemptsOnTarget: 1,
    answered: false,
    meaning: "the caller's deadline ran out",
  },
  concurrency_limited: {
    action: 'failover',
    scope: 'none',
    effect: 'none',
    maxAttemptsOnTarget: 1,
    answered: false,
    meaning: 'the provider is at its configured concurrency',
  },
  retry_budget_exhausted: {
    action: 'failover',
    scope: 'none',
    effect: 'none',
    maxAttemptsOnTarget: 1,
    answered: false,
    meaning: "retries of the provider's failures are used up for the moment",
  },
  circuit_open: {
    action: 'failover',
    scope: 'none',
    effect: 'none',
    maxAttemptsOnTarget: 1,
    answered: false,
    meaning: 'the circuit opened since the decision',
  },
  unknown: {
    action: 'stop',
    scope: 'none',
    effect: 'none',
    maxAttemptsOnTarget: 1,
    answered: false,
    meaning: "an error that is none of reg's: a bug in a call function or an adapter",
  },
};

/** What follows from an error: the same answer for every vendor, because adapters told its kind already. */
export function classifyFailure(error: unknown): FailureDecision {
  const kind = failureKindOf(error);
  const rule = failureRules[kind];
  const retryAfterMs = APIError.isInstance(error) ? error.retryAfterMs : undefined;
  return {
    kind,
    action: rule.action,
    scope: rule.scope,
    effect: rule.effect,
    maxAttemptsOnTarget: rule.maxAttemptsOnTarget,
    largerWindowOnly: rule.largerWindowOnly ?? false,
    ...(rule.retriesOnlyStreams === undefined ? {} : { retriesOnlyStreams: rule.retriesOnlyStreams }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  };
}

/** The kind of any thrown value. */
export function failureKindOf(error: unknown): FailureKind {
  if (APIError.isInstance(error)) return error.kind;
  if (DeadlineExceededError.isInstance(error)) return 'deadline_exceeded';
  if (RegError.isInstance(error)) return 'invalid_request';
  return error instanceof Error && error.name === 'AbortError' ? 'aborted' : 'unknown';
}
