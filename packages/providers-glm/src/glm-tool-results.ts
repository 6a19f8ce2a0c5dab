import type { ChatMessage, ContentPart } from '@reg/core';
import type { EncodeContext } from '@reg/openai-compatible';

type Warn = EncodeContext['warn'];

/**
 * GLM takes text alone as the result of a tool and refuses anything else with 1214 (docs.z.ai OpenAPI, 2026-08-03:
 * the content of a tool message is a string). So pictures follow in a user message, behind all results of that
 * turn, since nothing may come between these; texts say what belongs where.
 */
export function moveMediaOutOfResults(messages: readonly ChatMessage[], warn: Warn): readonly ChatMessage[] {
  if (!messages.some(hasMedia)) return messages;
  const message =
    'GLM takes text alone as the result of a tool; what is no text was sent in a user message after it';
  warn({ parameter: 'messages', action: 'changed', message });
  const moved: ChatMessage[] = [];
  let attachments: ContentPart[] = [];
  const attach = (): void => {
    if (attachments.length > 0) moved.push({ role: 'user', content: attachments });
    attachments = [];
  };
  for (const message of messages) {
    if (message.role !== 'tool') attach();
    if (hasMedia(message)) {
      const { result, media } = apart(message);
      moved.push(result);
      attachments.push(...media);
    } else moved.push(message);
  }
  attach();
  return moved;
}

type Result = ChatMessage & { readonly content: readonly ContentPart[] };

function hasMedia(message: ChatMessage): message is Result {
  return (
    message.role === 'tool' &&
    Array.isArray(message.content) &&
    message.content.some(({ type }) => type !== 'text')
  );
}

function apart(message: Result): { readonly result: ChatMessage; readonly media: readonly ContentPart[] } {
  const { content, tool_call_id: callId } = message;
  const texts = content.filter(({ type }) => type === 'text').map(({ text }) => text ?? '');
  const media = content.filter(({ type }) => type !== 'text');
  const note = `[${media.length} attachment(s) of this result follow in a user message]`;
  return {
    result: { ...message, content: [...texts, note].join('\n') },
    media: [{ type: 'text', text: `[Attachment(s) of the result of tool call ${callId ?? '?'}]` }, ...media],
  };
}
