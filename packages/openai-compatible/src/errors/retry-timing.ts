import { parseHttpDate } from './http-date.js';

/** No limit of any vendor lasts longer than a month; what is beyond is not believed. */
const longestMs = 31 * 24 * 60 * 60_000;

const unitsMs: Readonly<Record<string, number>> = {
  ms: 1,
  millisecond: 1,
  s: 1_000,
  sec: 1_000,
  second: 1_000,
  m: 60_000,
  min: 60_000,
  minute: 60_000,
  h: 3_600_000,
  hour: 3_600_000,
  d: 86_400_000,
  day: 86_400_000,
};

/** `try again after 5 seconds`, `retry in 6m0s`, `try again in 300ms`. */
const statedWait = /(?:try again|retry)\D{0,20}\b(?:after|in)\s+((?:\d+(?:\.\d+)?\s*[a-z]+\s*){1,4})/i;

/** What a response says about when to come back. */
export interface RetryTimingSource {
  readonly status?: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** The vendor's message. */
  readonly text?: string;
  /** Milliseconds since the epoch. */
  readonly nowMs: number;
}

/**
 * Milliseconds until the vendor wants to be asked again, from `Retry-After` (seconds or any HTTP date),
 * `retry-after-ms`, the reset of a rate limit that is used up (on 429), and the text of the message. The longest
 * of them, never negative, at most 31 days; `undefined` when nothing is said.
 */
export function retryAfterMs({ status, headers, text = '', nowMs }: RetryTimingSource): number | undefined {
  const waits = [
    plainNumber(headers['retry-after-ms']),
    retryAfterHeader(headers['retry-after'], nowMs),
    ...(status === 429 ? resetWaits(headers, nowMs) : []),
    durationMs(statedWait.exec(text.slice(0, 4_096))?.[1]),
  ].filter((wait) => wait !== undefined);
  if (waits.length === 0) return undefined;
  return Math.min(longestMs, Math.max(0, Math.ceil(Math.max(...waits))));
}

function retryAfterHeader(value: string | undefined, nowMs: number): number | undefined {
  if (value === undefined) return undefined;
  const seconds = plainNumber(value);
  if (seconds !== undefined) return seconds * 1_000;
  const atMs = parseHttpDate(value, nowMs);
  return atMs === undefined ? undefined : Math.max(0, atMs - nowMs);
}

/** Resets stand on every response: one counts only where nothing of its limit remains. */
function resetWaits(headers: Readonly<Record<string, string>>, nowMs: number): (number | undefined)[] {
  const families = ['x-ratelimit-#', 'x-ratelimit-#-requests', 'x-ratelimit-#-tokens', 'ratelimit-#'];
  return families
    .filter((family) => plainNumber(headers[family.replace('#', 'remaining')]) === 0)
    .map((family) => resetMs(headers[family.replace('#', 'reset')], nowMs));
}

/** A duration (`1m0s`), seconds to go, or a moment in seconds or milliseconds since the epoch. */
function resetMs(value: string | undefined, nowMs: number): number | undefined {
  const number = plainNumber(value);
  if (number === undefined) return durationMs(value);
  if (number >= 1e12) return Math.max(0, number - nowMs);
  return number >= 1e9 ? Math.max(0, number * 1_000 - nowMs) : number * 1_000;
}

function durationMs(text: string | undefined): number | undefined {
  if (text === undefined || text.length > 64) return undefined;
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)\s*([a-z]+)/gi)];
  // `5 seconds later` and `20s.`: what follows the first word that is no unit does not belong to the wait.
  let total: number | undefined;
  for (const [, amount, word = ''] of parts) {
    const unit = unitsMs[word.toLowerCase()] ?? unitsMs[word.toLowerCase().replace(/s$/, '')];
    if (unit === undefined) break;
    total = (total ?? 0) + Number(amount) * unit;
  }
  return total;
}

function plainNumber(value: string | undefined): number | undefined {
  const text = value?.trim() ?? '';
  return /^\d{1,15}(?:\.\d{1,9})?$/.test(text) ? Number(text) : undefined;
}
