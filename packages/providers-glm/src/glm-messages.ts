import { createApiError } from '@reg/core';
import type { ChatMessage, ContentPart } from '@reg/core';
import type { EncodeContext } from '@reg/openai-compatible';
import { moveMediaOutOfResults } from './glm-tool-results.js';

/** For whom the messages are, and who is told of a change. */
export interface MessageContext extends Pick<EncodeContext, 'provider' | 'warn'> {
  readonly model: string;
}

/**
 * Messages as GLM takes them: content that is only text as one string, pictures as bare base64 (as the vendor's
 * own SDK sends them) without OpenAI's `detail` and never in the result of a tool, and at least one message that is neither system nor assistant.
 *
 * @throws BadRequestError (`invalid_request`) when there are only assistant messages, which GLM refuses (1214).
 */
export function encodeGlmMessages(
  messages: readonly ChatMessage[],
  context: MessageContext,
): readonly ChatMessage[] {
  const moved = moveMediaOutOfResults(messages, context.warn);
  const encoded = moved.map(encodeMessage);
  return encoded.some(({ role }) => role === 'user' || role === 'tool')
    ? encoded
    : withUser(encoded, context);
}

function encodeMessage(message: ChatMessage): ChatMessage {
  const { role, content } = message;
  // What may stay as it is may be sent as the bytes that came.
  if (role !== 'developer' && !Array.isArray(content)) return message;
  return {
    ...message,
    role: role === 'developer' ? 'system' : role,
    ...(Array.isArray(content) ? { content: encodeContent(content) } : {}),
  };
}

/** System messages alone are instructions to start with, so the last of them speaks as the user. */
function withUser(messages: readonly ChatMessage[], context: MessageContext): readonly ChatMessage[] {
  const position = messages.findLastIndex(({ role }) => role === 'system');
  if (position < 0) {
    throw createApiError({
      kind: 'invalid_request',
      provider: context.provider,
      model: context.model,
      message: 'GLM needs at least one user or tool message; the conversation has none. Add one.',
    });
  }
  context.warn({
    parameter: 'messages',
    action: 'changed',
    message: 'GLM needs a user message; the last system message was sent as one',
  });
  return messages.map((message, at) => (at === position ? { ...message, role: 'user' } : message));
}

function encodeContent(parts: readonly ContentPart[]): string | ContentPart[] {
  if (parts.every(({ type }) => type === 'text')) return parts.map(({ text }) => text ?? '').join('\n');
  return parts.map((part) =>
    part.image_url === undefined ? part : { ...part, image_url: { url: bareBase64(part.image_url) } },
  );
}

function bareBase64(image: NonNullable<ContentPart['image_url']> | string): string {
  const url = typeof image === 'string' ? image : image.url;
  return url.replace(/^data:[^,]*;base64,/i, '');
}
