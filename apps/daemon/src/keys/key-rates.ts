import type { KeyLimits } from './client-key.js';
import { createSlidingMinute } from './sliding-minute.js';

/** One limit per minute as it stands. */
export interface RateView {
  readonly limit: number;
  readonly remaining: number;
  /** Milliseconds until nothing of it is used any more; 0 when nothing is. */
  readonly resetMs: number;
}

/** A limit that does not admit a call. */
export interface RateRefusal {
  readonly what: 'requests' | 'tokens';
  readonly limit: number;
  /** Infinite when the call alone is more than the limit. */
  readonly waitMs: number;
}

/** What a key called in the last minute. */
export interface KeyRates {
  /** Why a call of so many input tokens has to wait; absent when it has not. */
  refusal(limits: KeyLimits, inputTokens: number, nowMs: number): RateRefusal | undefined;
  /** Counts a call; the answered function counts what it really used in the end. Call it once. */
  take(inputTokens: number, nowMs: number): (usedTokens: number, nowMs: number) => void;
  /** What calls of this process were counted with since it started. */
  readonly own: CountedCalls;
  /** Counts calls of other processes, against the same limits. */
  countElsewhere(calls: CountedCalls, nowMs: number): void;
  view(limits: KeyLimits, nowMs: number): { readonly requests?: RateView; readonly tokens?: RateView };
}

export interface CountedCalls {
  readonly requests: number;
  readonly tokens: number;
}

/**
 * Requests are counted when they begin. Of tokens the estimated input is, and when the call ended, what it used: its
 * output can only be known then, so answers in progress may go beyond the limit and the next calls wait for it.
 */
export function createKeyRates(): KeyRates {
  const requests = createSlidingMinute();
  const tokens = createSlidingMinute();
  let own: CountedCalls = { requests: 0, tokens: 0 };
  const wait = (what: RateRefusal['what'], limit: number | undefined, { amount, nowMs }: Asked) => {
    if (limit === undefined) return undefined;
    const waitMs = (what === 'requests' ? requests : tokens).waitMs(amount, limit, nowMs);
    return waitMs > 0 ? { what, limit, waitMs } : undefined;
  };
  const viewOf = (minute: typeof requests, limit: number, nowMs: number): RateView => ({
    limit,
    remaining: Math.max(0, limit - minute.used(nowMs)),
    resetMs: minute.emptyInMs(nowMs),
  });
  return {
    refusal({ requestsPerMinute, tokensPerMinute }, inputTokens, nowMs) {
      return (
        wait('requests', requestsPerMinute, { amount: 1, nowMs }) ??
        // Even a call without input needs a token that is left.
        wait('tokens', tokensPerMinute, { amount: Math.max(1, inputTokens), nowMs })
      );
    },
    take(inputTokens, nowMs) {
      requests.add(1, nowMs);
      own = { requests: own.requests + 1, tokens: own.tokens + inputTokens };
      const mark = tokens.add(inputTokens, nowMs);
      return (usedTokens, endedAtMs) => {
        tokens.giveBack(mark, inputTokens, endedAtMs);
        tokens.add(usedTokens, endedAtMs);
        // Others cannot take back what they counted: they are told what is more.
        own = { ...own, tokens: own.tokens + Math.max(0, usedTokens - inputTokens) };
      };
    },
    get own() {
      return own;
    },
    countElsewhere(calls, nowMs) {
      requests.add(calls.requests, nowMs);
      tokens.add(calls.tokens, nowMs);
    },
    view: ({ requestsPerMinute, tokensPerMinute }, nowMs) => ({
      ...(requestsPerMinute === undefined ? {} : { requests: viewOf(requests, requestsPerMinute, nowMs) }),
      ...(tokensPerMinute === undefined ? {} : { tokens: viewOf(tokens, tokensPerMinute, nowMs) }),
    }),
  };
}

interface Asked {
  readonly amount: number;
  readonly nowMs: number;
}
