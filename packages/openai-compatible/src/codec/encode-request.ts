import type { ChatMessage, ChatRequest } from '@reg/core';
import { withoutThinkingBlocks } from '../anthropic/without-thinking-blocks.js';
import type { EncodeContext } from '../chat-codec.js';

/**
 * The body that a plain OpenAI-compatible server takes: the caller's, with the vendor's id of the model, without
 * reg's own `reg` object. A stream is always asked for its usage, beside whatever the caller asked for. An assistant
 * message to be continued, which reg marks `partial`, is marked `prefix` too: DeepSeek's word for it
 * (api-docs.deepseek.com, chat prefix completion, 2026-09). llama.cpp goes on from any assistant message at the end.
 */
export function encodeRequest(request: ChatRequest, context: EncodeContext): Record<string, unknown> {
  const {
    reg: _reg,
    stream_options: streamOptions,
    messages,
    ...body
  } = withoutThinkingBlocks(request, context.warn);
  return {
    ...body,
    messages: withPrefixMark(messages),
    model: context.model.id,
    stream: context.stream,
    ...(context.stream ? { stream_options: { ...streamOptions, include_usage: true } } : {}),
  };
}

function withPrefixMark(messages: readonly ChatMessage[]): readonly ChatMessage[] {
  const last = messages.at(-1);
  return last?.['partial'] === true ? [...messages.slice(0, -1), { ...last, prefix: true }] : messages;
}
