import type { BudgetLeft } from './budget-ledger.js';
import type { KeyRates, RateView } from './key-rates.js';

/** What is left to a key, as it goes into the headers of an answer. */
export interface LimitsLeft extends ReturnType<KeyRates['view']> {
  readonly budget?: BudgetLeft | undefined;
}

/**
 * OpenAI's names everywhere (their rate limit guide, mid 2026: `x-ratelimit-reset-requests: 1s`), and on Anthropic's
 * paths theirs too (`anthropic-ratelimit-requests-reset: 2026-11-23T12:00:00Z`, RFC 3339).
 */
export function limitHeaders(left: LimitsLeft, path: string, nowMs: number): Record<string, string> {
  const headers: Record<string, string> = {};
  const isAnthropic = path.startsWith('/v1/messages');
  for (const what of ['requests', 'tokens'] as const) {
    const view = left[what];
    if (view === undefined) continue;
    Object.assign(headers, openAiNames(what, view), isAnthropic ? anthropicNames(what, view, nowMs) : {});
  }
  if (left.budget !== undefined) {
    headers['x-reg-budget-left-usd'] = Math.max(0, left.budget.leftUsd).toFixed(6);
    headers['x-reg-budget-reset'] = new Date(left.budget.resetAtMs).toISOString();
  }
  return headers;
}

function openAiNames(what: string, { limit, remaining, resetMs }: RateView): Record<string, string> {
  return {
    [`x-ratelimit-limit-${what}`]: String(limit),
    [`x-ratelimit-remaining-${what}`]: String(remaining),
    [`x-ratelimit-reset-${what}`]: `${Math.ceil(resetMs / 1000)}s`,
  };
}

function anthropicNames(
  what: string,
  { limit, remaining, resetMs }: RateView,
  nowMs: number,
): Record<string, string> {
  return {
    [`anthropic-ratelimit-${what}-limit`]: String(limit),
    [`anthropic-ratelimit-${what}-remaining`]: String(remaining),
    [`anthropic-ratelimit-${what}-reset`]: new Date(nowMs + resetMs).toISOString(),
  };
}
