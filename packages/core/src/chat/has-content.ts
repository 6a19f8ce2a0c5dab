import type { ChatCompletionChunk, ChunkDelta } from './chat-completion.js';

/**
 * Whether a chunk holds a part of the answer itself: text, reasoning, a refusal, or the beginning of a tool call.
 * Chunks with only a role, a finish reason or usage hold none.
 */
export function hasContent(chunk: ChatCompletionChunk): boolean {
  return chunk.choices.some(({ delta }) => addsContent(delta));
}

function addsContent(delta: ChunkDelta): boolean {
  if (isText(delta.content) || isText(delta.reasoning_content) || isText(delta['refusal'])) return true;
  return (delta.tool_calls ?? []).some(
    ({ function: called }) => isText(called?.name) || isText(called?.arguments),
  );
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}
