import type { Vendor } from './conformance-case.js';
import type { Outcome } from './law.js';

export interface SeenToolCall {
  readonly name: string;
  readonly arguments: string;
}

/** What a client got for one question, read without any of the gateway's own code. */
export interface Answered {
  readonly outcome: Outcome;
  /** Why it is dishonest: every rule of the wire that was broken. */
  readonly complaints: readonly string[];
  readonly status?: number;
  readonly code?: string;
  readonly message?: string;
  readonly text: string;
  readonly reasoning: string;
  readonly toolCalls: readonly SeenToolCall[];
  readonly finish?: string;
  readonly totalTokens?: number;
  /** As the gateway tells them. */
  readonly attempts?: number;
  readonly retryAfter?: string;
}

/** That, and what the vendors saw of it. */
export interface Seen extends Answered {
  readonly asked: Readonly<Record<Vendor, number>>;
  readonly elapsedMs: number;
}

export const nothingSeen = {
  complaints: [],
  text: '',
  reasoning: '',
  toolCalls: [],
} as const satisfies Partial<Answered>;
