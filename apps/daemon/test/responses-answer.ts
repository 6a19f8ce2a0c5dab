import type { ChatCompletionChunk, ChunkDelta, FinishReason } from '@reg/core';
import { parseResponsesBody } from '../src/dialects/responses/parse-responses-body.js';
import type { ResponseEvent } from '../src/dialects/responses/response-event.js';
import { ResponseEvents, type EventsContext } from '../src/dialects/responses/response-events.js';

export const counted = { inputTokens: 3, outputTokens: 2, cachedInputTokens: 1, reasoningTokens: 1 };

/** Tools of each kind, for answers that call them. */
export const tools = [
  { type: 'function', name: 'look', parameters: { type: 'object' } },
  { type: 'custom', name: 'patch' },
  { type: 'namespace', name: 'files', tools: [{ type: 'function', name: 'read' }] },
];

export function contextFor(fields: Record<string, unknown> = {}): EventsContext {
  return {
    view: parseResponsesBody({ input: 'hi', tools, ...fields }).view,
    requestId: 'req-1',
    model: 'asked-for',
    refuse: (message) => new Error(message),
  };
}

export function chunkOf(delta: ChunkDelta, finish: FinishReason | null = null): ChatCompletionChunk {
  return {
    id: 'chatcmpl-1',
    object: 'chat.completion.chunk',
    created: 1_700_000_000,
    model: 'kimi-k2.6',
    choices: [{ index: 0, delta, finish_reason: finish }],
  };
}

/** A piece of a call; the first one carries id and name, as every decoder sends it. */
export function callPiece(index: number, piece: string, begin?: { id: string; name: string }): ChunkDelta {
  const called = { arguments: piece, ...(begin === undefined ? {} : { name: begin.name }) };
  return { tool_calls: [{ index, ...(begin === undefined ? {} : { id: begin.id }), function: called }] };
}

/** Every event of a whole answer. */
export function eventsOf(
  chunks: readonly ChatCompletionChunk[],
  fields: Record<string, unknown> = {},
): ResponseEvent[] {
  const events = new ResponseEvents(contextFor(fields));
  return [...chunks.flatMap((chunk) => events.translate(chunk)), ...events.end(counted)];
}

/** The Response that a terminal event carries. */
export function finalOf(events: readonly ResponseEvent[]) {
  const last = events.at(-1);
  if (last === undefined || !('response' in last)) throw new Error('no terminal event');
  return last.response;
}
