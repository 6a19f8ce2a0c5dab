import type { ChatRequest } from '@reg/core';
import type { AnswerSoFar } from './answer-so-far.js';

/**
 * The request that makes a model go on where an answer broke: the text so far as an assistant message marked
 * `partial`, which is reg's word for it and Kimi's (platform.kimi.ai docs, partial mode, 2026-09); adapters of other
 * vendors translate it. What was written already no longer counts against the output limit.
 */
export function continuationRequest(
  request: ChatRequest,
  soFar: Pick<AnswerSoFar, 'text' | 'reasoning'>,
  writtenTokens: number,
): ChatRequest {
  const { max_tokens, max_completion_tokens } = request;
  const left = (limit: number): number => Math.max(1, limit - writtenTokens);
  return {
    ...request,
    messages: [
      ...request.messages,
      {
        role: 'assistant',
        content: soFar.text,
        ...(soFar.reasoning === '' ? {} : { reasoning_content: soFar.reasoning }),
        partial: true,
      },
    ],
    ...(max_tokens == null ? {} : { max_tokens: left(max_tokens) }),
    ...(max_completion_tokens == null ? {} : { max_completion_tokens: left(max_completion_tokens) }),
  };
}
