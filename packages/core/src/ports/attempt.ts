import type { TokenUsage } from '../chat/token-usage.js';
import type { FailureDecision } from './failure.js';
import type { Provider, ProviderCall, RequestWarning } from './provider.js';
import type { AttemptRecord } from './routing.js';

/** What is asked of the directory to start one attempt. */
export interface AttemptRequest {
  /** `provider/model`. */
  readonly target: string;
  /** 1-based over the whole call. */
  readonly number: number;
  readonly signal?: AbortSignal;
  /** Absolute end of the whole call, milliseconds since the epoch; timeouts of the attempt are cut to it. */
  readonly deadlineAtMs?: number;
  /** Credential ids that already failed in this call. */
  readonly excludedCredentials?: ReadonlySet<string>;
  readonly requestId?: string;
  /** Lets one call through although the circuit is open: everything else was open too. */
  readonly probe?: boolean;
  /** A further attempt at this provider after one that failed in this call: its retry budget pays for it. */
  readonly retry?: boolean;
  /** Every other target refused or failed: one that recovered lately takes more than its ramp allows. */
  readonly lastResort?: boolean;
  readonly onWarning?: (warning: RequestWarning) => void;
}

/**
 * One attempt in progress: permits are held, the clock runs. Exactly one of `succeed` and `fail` ends it, when
 * the answer is complete (for a stream: when it ended), so a stream that is cut is never counted as a success.
 */
export interface AttemptHandle {
  readonly provider: Provider;
  readonly call: ProviderCall;
  readonly target: string;
  readonly number: number;
  /** The credential in use, if the provider needs one. */
  readonly credential?: string;
  /** The first content part arrived. */
  firstToken(): void;
  succeed(usage?: TokenUsage): AttemptRecord;
  /** Classifies the error, counts it against the right circuit, and says what may follow. */
  fail(error: unknown, usage?: TokenUsage): FailedAttempt;
}

export interface FailedAttempt {
  readonly record: AttemptRecord;
  readonly decision: FailureDecision;
}
