import { createApiError } from '@reg/core';
import type { ChatMessage, ContentPart } from '@reg/core';
import type { EncodeContext } from '@reg/openai-compatible';

/**
 * Stands in for reasoning that nobody has: an empty one counts as missing.
 * Other clients of Kimi send the same (a blank or a dot), and the vendor takes it.
 */
const placeholder = ' ';

/** For whom the messages are, and who is told of a change. */
export interface MessageContext {
  readonly provider: string;
  readonly model: string;
  readonly warn: EncodeContext['warn'];
}

/**
 * Messages as Kimi takes them. While it thinks, every assistant message with tool calls, and one to be
 * continued, must carry its `reasoning_content`, or the request is refused with `thinking is enabled but
 * reasoning_content is missing in assistant tool call message`. Messages of another vendor or of an earlier turn
 * without thinking have none, so they get a blank; there is no reasoning to lose in them.
 *
 * @throws BadRequestError (`invalid_request`) for pictures and videos by http(s) URL, which Kimi does not fetch.
 */
export function encodeKimiMessages(
  messages: readonly ChatMessage[],
  model: { readonly thinking: boolean; readonly declaredTools: boolean },
  context: MessageContext,
): readonly ChatMessage[] {
  let filled = false;
  // What may stay as it is may be sent as the bytes that came.
  const encode = (message: ChatMessage, position: number): ChatMessage | undefined => {
    const sent = model.declaredTools ? message : withoutDeclaredTools(message);
    if (sent === undefined) return undefined;
    refuseRemoteMedia(sent.content, position, context);
    if (sent.role === 'developer') return { ...sent, role: 'system' as const };
    if (sent.role !== 'assistant') return sent;
    const answer = encodeAnswer(sent);
    if (!model.thinking || !needsReasoning(answer) || hasReasoning(answer)) return answer;
    filled = true;
    return { ...answer, reasoning_content: placeholder };
  };
  const encoded = messages.flatMap((message, position) => encode(message, position) ?? []);
  if (filled) {
    context.warn({
      parameter: 'messages.reasoning_content',
      action: 'changed',
      message: 'Kimi demands the reasoning of earlier tool calls; a blank stands in where there was none',
    });
  }
  return encoded;
}

/** Such a message has no content; its tools are sent with the others. */
function withoutDeclaredTools(message: ChatMessage): ChatMessage | undefined {
  if (message.role !== 'system' || !Array.isArray(message['tools'])) return message;
  const { tools: _tools, ...rest } = message;
  return rest.content == null || rest.content === '' ? undefined : rest;
}

/** Puts reasoning under Kimi's name for it and gives a tool call the text that the schema demands. */
function encodeAnswer(message: ChatMessage): ChatMessage {
  if (message['reasoning'] === undefined && (message.content != null || !callsTools(message))) return message;
  const { reasoning, ...answer } = message;
  if (typeof reasoning === 'string' && !hasReasoning(answer)) answer.reasoning_content = reasoning;
  if (answer.content == null && callsTools(answer)) answer.content = '';
  return answer;
}

function callsTools(message: ChatMessage): boolean {
  return (message.tool_calls ?? []).length > 0;
}

function needsReasoning(message: ChatMessage): boolean {
  return callsTools(message) || message['partial'] === true;
}

function hasReasoning(message: ChatMessage): boolean {
  return typeof message.reasoning_content === 'string' && message.reasoning_content !== '';
}

function refuseRemoteMedia(content: ChatMessage['content'], position: number, context: MessageContext): void {
  if (!Array.isArray(content) || !content.some(isRemote)) return;
  throw createApiError({
    kind: 'invalid_request',
    provider: context.provider,
    model: context.model,
    message:
      `messages[${position}] has a picture or video by http(s) URL, which Kimi does not fetch. ` +
      'Send it as a data: URL, or upload it and send ms://<file id>.',
  });
}

function isRemote(part: ContentPart): boolean {
  return [part.image_url, part['video_url']].some((media) => /^https?:/i.test(urlOf(media)));
}

/** Both `{ url }` and the bare text are accepted. */
function urlOf(media: unknown): string {
  const url = typeof media === 'object' && media !== null && 'url' in media ? media.url : media;
  return typeof url === 'string' ? url.trim() : '';
}
