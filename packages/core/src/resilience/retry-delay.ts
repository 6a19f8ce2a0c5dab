import type { Random } from '../ports/random.js';

/** How often and how fast one target is tried again. */
export interface RetrySettings {
  /** Attempts on one target, the first included. @default 2 */
  readonly attempts: number;
  /** Upper bound of the first wait in milliseconds; doubles with each retry. @default 500 */
  readonly backoffBaseMs: number;
  /** Upper bound of any wait in milliseconds. @default 4000 */
  readonly backoffMaxMs: number;
}

export const defaultRetrySettings: RetrySettings = { attempts: 2, backoffBaseMs: 500, backoffMaxMs: 4000 };

/**
 * Milliseconds to wait before retry number `retry` (1 is the first). Full jitter: anywhere between nothing and the
 * exponential bound, so that callers that failed together do not come back together. A Retry-After is a floor:
 * the wait is never shorter than the vendor asked for.
 */
export function retryDelayMs(
  retry: number,
  settings: RetrySettings,
  options: { readonly random: Random; readonly retryAfterMs?: number | undefined },
): number {
  const bound = Math.min(settings.backoffMaxMs, settings.backoffBaseMs * 2 ** (retry - 1));
  return Math.max(Math.round(options.random() * bound), options.retryAfterMs ?? 0);
}
