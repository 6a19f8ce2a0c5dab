import type { FinishReason } from '@reg/core';
import type { StopReason } from './message.js';

/** How an answer ended, as far as a chat API tells. */
export interface AnswerEnd {
  readonly finish: FinishReason;
  readonly hasToolUse: boolean;
  readonly hasRefusal: boolean;
  /** The stop text that ended it, from servers that tell (vLLM's `stop_reason`, SGLang's `matched_stop`). */
  readonly matched?: unknown;
}

export interface MessageEnd {
  readonly stop_reason: StopReason;
  readonly stop_sequence: string | null;
}

/**
 * The stop reason. Chat APIs say `stop` for a natural end and for a stop sequence alike, so `stop_sequence` is told
 * only where the server names the text. Clients run tools on `tool_use` alone, so calls count more than a `stop`.
 */
export function messageEndOf(end: AnswerEnd, stopSequences: readonly string[]): MessageEnd {
  const plain = (stop_reason: StopReason): MessageEnd => ({ stop_reason, stop_sequence: null });
  if (end.finish === 'length') return plain('max_tokens');
  if (end.finish === 'content_filter' || end.hasRefusal) return plain('refusal');
  if (end.hasToolUse) return plain('tool_use');
  const { matched } = end;
  if (typeof matched !== 'string' || !stopSequences.includes(matched)) return plain('end_turn');
  return { stop_reason: 'stop_sequence', stop_sequence: matched };
}

/** What a server put beside a choice about the stop text that ended it. */
export function matchedStopOf(choice: Readonly<Record<string, unknown>>): unknown {
  return choice['stop_reason'] ?? choice['matched_stop'];
}
