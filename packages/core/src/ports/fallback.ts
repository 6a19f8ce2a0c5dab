import type { TokenUsage } from '../chat/token-usage.js';
import type { Provider, ProviderCall } from './provider.js';
import type { AttemptRecord, RouteHints } from './routing.js';

/** Any call on one target. Throw to fail over; the error's class decides what follows. */
export type FallbackCall<T> = (target: FallbackTarget) => Promise<T>;

export interface FallbackTarget {
  readonly target: string;
  readonly provider: Provider;
  readonly model: string;
  readonly call: ProviderCall;
  /** Set under a cost cap: what the cap can pay for. Send it as the output limit, or the cap is not kept. */
  readonly outputTokenLimit?: number;
}

export interface FallbackOptions {
  readonly hints?: RouteHints;
  readonly signal?: AbortSignal;
  /** Milliseconds for the whole call. */
  readonly deadlineMs?: number;
  readonly freeOnly?: boolean;
  readonly maxCostUsd?: number;
  readonly maxAttempts?: number;
  readonly seed?: number;
  /** How the usage of a result is read, so that it can be accounted. */
  readonly usageOf?: (result: never) => TokenUsage | undefined;
  /** Told of each attempt when it ended. */
  readonly onAttempt?: (record: AttemptRecord) => void;
}

export interface FallbackResult<T> {
  readonly value: T;
  readonly target: string;
  readonly attempts: readonly AttemptRecord[];
}
