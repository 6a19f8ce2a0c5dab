import { thinkingBlocksOf, type ChatMessage, type ChatRequest } from '@reg/core';
import type { EncodeContext } from '../chat-codec.js';

/**
 * A request for an endpoint that is no Anthropic one: its reasoning is in `reasoning_content`, the signatures mean
 * nothing. Most requests have none and stay what they are.
 */
export function withoutThinkingBlocks(request: ChatRequest, warn: EncodeContext['warn']): ChatRequest {
  if (!request.messages.some(hasBlocks)) return request;
  return { ...request, messages: request.messages.map((message) => plain(message, warn)) };
}

function hasBlocks(message: ChatMessage): boolean {
  return message['thinking_blocks'] !== undefined;
}

function plain(message: ChatMessage, warn: EncodeContext['warn']): ChatMessage {
  if (!hasBlocks(message)) return message;
  const blocks = thinkingBlocksOf(message);
  const { thinking_blocks: _blocks, ...rest } = message;
  const text = blocks.map((block) => (block.type === 'thinking' ? block.thinking : '')).join('');
  if (text === '' && blocks.length > 0 && rest.reasoning_content == null) {
    const lost = 'thinking that only an Anthropic endpoint can read was left out';
    warn({ parameter: 'messages.thinking_blocks', action: 'dropped', message: lost });
  }
  return rest.reasoning_content == null && text !== '' ? { ...rest, reasoning_content: text } : rest;
}
