/**
 * What went wrong, independent of the vendor. A provider's error table maps wire facts to one of these;
 * `classifyFailure` alone decides what follows from it.
 */
export type FailureKind =
  /** The caller's request is wrong; no model will take it. */
  | 'invalid_request'
  | 'request_too_large'
  /** Input plus output does not fit the model's window. */
  | 'context_window_exceeded'
  | 'content_filter'
  /** The key is wrong, expired or missing. */
  | 'authentication'
  | 'permission_denied'
  /** No money, no plan, or the plan's quota is spent. */
  | 'quota_exhausted'
  /** Too many requests; the account is fine. */
  | 'rate_limited'
  | 'model_not_found'
  /** The vendor is busy with this model. */
  | 'overloaded'
  | 'server_error'
  /** A proxy gave up waiting for the vendor (504). */
  | 'gateway_timeout'
  /** Name lookup, TCP, TLS or a reset before the answer. */
  | 'connection'
  | 'connect_timeout'
  | 'headers_timeout'
  | 'first_token_timeout'
  | 'idle_timeout'
  | 'total_timeout'
  /** The stream ended without its terminal marker. */
  | 'stream_truncated'
  /** Not JSON, not the documented shape, or an answer without content. */
  | 'malformed_response'
  /** The caller went away or cancelled. Never the vendor's failure. */
  | 'aborted'
  /** The caller's own deadline ran out. Never the vendor's failure by itself. */
  | 'deadline_exceeded'
  /** The provider is at its configured concurrency. */
  | 'concurrency_limited'
  /** Retries of the provider's failures are used up for the moment. */
  | 'retry_budget_exhausted'
  | 'circuit_open'
  /** A bug: an error that is none of ours. */
  | 'unknown';

/** Whose fault it is, and so which circuit it counts against. */
export type CircuitScope = 'credential' | 'model' | 'endpoint' | 'none';

/** The one decision about a failed attempt. */
export interface FailureDecision {
  readonly kind: FailureKind;
  /** `retry`: the same target may be tried again. `failover`: only another one. `stop`: nobody. */
  readonly action: 'retry' | 'failover' | 'stop';
  readonly scope: CircuitScope;
  readonly effect: CircuitEffect;
  /** At most this many attempts on the same target for this failure, the first included. */
  readonly maxAttemptsOnTarget: number;
  /** The vendor's word on when to come back, never shortened. */
  readonly retryAfterMs?: number;
  /** Failover may go only to models with a larger context window. */
  readonly largerWindowOnly: boolean;
  /** The retry is only for streams: a whole answer would take as long again, and end the same way. */
  readonly retriesOnlyStreams?: true;
  /** It might be retried by its class, but the provider's retry budget is spent, so it fails over instead. */
  readonly retryBudgetExhausted?: true;
}

/**
 * What a failure does to the circuit of its scope. `count`: one more failure. `open`: opens it at once.
 * `rest`: no fault, but not to be used until the vendor's Retry-After. `none`: nothing; where the vendor
 * answered at all, a half-open circuit closes, because it is alive.
 */
export type CircuitEffect = 'count' | 'open' | 'rest' | 'none';
