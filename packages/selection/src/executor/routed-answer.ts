import type { ChatCompletion, ChatCompletionChunk, RouteOptions, RouteReport } from '@reg/core';

/** Options of one call beside the request. */
export interface CallOptions extends RouteOptions {
  /** Aborts the call, upstream included. */
  readonly signal?: AbortSignal;
  /** Names the call in logs and at the vendor. */
  readonly requestId?: string;
}

/** A whole answer and how it came about. */
export interface RoutedCompletion {
  readonly completion: ChatCompletion;
  readonly report: RouteReport;
}

/**
 * A streamed answer that has begun: the first content part arrived, so failover is over. Iterate it once.
 * The iterator throws when the answer breaks; leaving it early aborts upstream.
 */
export interface RoutedStream extends AsyncIterable<ChatCompletionChunk> {
  /** What is known at the first content part: who answers, and the attempts that failed before. */
  readonly report: RouteReport;
  /** Settles when the stream ended, whatever the way: usage, cost and all attempts. Never rejects. */
  readonly finished: Promise<RouteReport>;
}
