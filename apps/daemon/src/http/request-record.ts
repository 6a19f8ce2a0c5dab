import type { RouteReport } from '@reg/core';
import type { Client } from '../keys/client.js';

/** What is gathered about one HTTP request for its log line and its metrics. */
export interface RequestRecord {
  readonly requestId: string;
  readonly method: string;
  /** The path without its query. */
  readonly path: string;
  readonly startedAtMs: number;
  /** The route's pattern, `/v1/models/*`; absent when none matched. */
  route?: string;
  stream?: boolean;
  /** What became of its call; of one that may still go on, it settles when that ended, and never rejects. */
  report?: RouteReport | Promise<RouteReport | undefined> | undefined;
  /** Lets go of its call, if the client goes away before the answer is complete. */
  abandon?: () => void;
  /** The code of the error that the client got, in a body or in the stream. */
  errorCode?: string;
  /** Text of the error for the log. */
  errorMessage?: string;
  /** Whose virtual key it came with. */
  client?: Client;
  /** The messages, kept only when the operator wants prompts in the log. */
  prompt?: unknown;
}
