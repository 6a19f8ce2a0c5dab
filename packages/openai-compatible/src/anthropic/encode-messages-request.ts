import type { ChatRequest, ModelDescriptor } from '@reg/core';
import type { EncodeContext } from '../chat-codec.js';
import { maxTokensOf, parametersFromChat } from './parameters-from-chat.js';
import { thinkingFromChat } from './thinking-from-chat.js';
import { toolsFromChat } from './tools-from-chat.js';
import { turnsFromMessages } from './turns-from-messages.js';

/**
 * A chat request as the body of Anthropic's `POST /v1/messages` (platform.claude.com, 2026-11). What the API has no
 * word for is left out and reported; fields that neither side knows pass through.
 *
 * @param defaultMaxTokens - the output limit where the caller gives none. @default 32768, or what the model can
 * @throws BadRequestError (`invalid_request`) for content that cannot be carried: video, sound.
 */
export function encodeMessagesRequest(
  request: ChatRequest,
  context: EncodeContext,
  defaultMaxTokens?: (model: ModelDescriptor) => number,
): Record<string, unknown> {
  return {
    ...parametersFromChat(request, context),
    model: context.model.id,
    max_tokens: maxTokensOf(request, context, defaultMaxTokens),
    ...turnsFromMessages(request.messages, context),
    ...toolsFromChat(request, context.warn),
    ...thinkingFromChat(request, context),
    stream: context.stream,
  };
}
