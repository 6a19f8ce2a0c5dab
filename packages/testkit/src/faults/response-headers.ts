import type { RetryAfter } from './fault.js';

/** Headers of an event stream. */
export function streamHeaders(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache', ...headers };
}

/** `Retry-After` in the form that was asked for. */
export function retryAfterHeader(wait: RetryAfter | undefined, nowMs: number): Record<string, string> {
  if (wait === undefined) return {};
  if ('ms' in wait) return { 'retry-after-ms': String(wait.ms) };
  return {
    'retry-after': 'seconds' in wait ? String(wait.seconds) : new Date(nowMs + wait.dateInMs).toUTCString(),
  };
}
