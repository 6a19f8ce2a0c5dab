import { isRecord, textOf, type JsonRecord } from '../json-value.js';
import type { AnsweredToolCall } from './answer.js';
import type { OfferedTool, PromptMedia, PromptMessage } from './prompt.js';

/** Tells the size and type of a file that a request refers to by the vendor's own address. */
export type FindMedia = (
  address: string,
) => { readonly mediaType: string; readonly bytes: number } | undefined;

/** The messages of an OpenAI-shaped body. Lenient: the vendor's rules have judged the body before. */
export function readMessages(messages: unknown, findMedia?: FindMedia): PromptMessage[] {
  return Array.isArray(messages)
    ? messages.filter(isRecord).map((message) => readMessage(message, findMedia))
    : [];
}

function readMessage(message: JsonRecord, findMedia: FindMedia | undefined): PromptMessage {
  const name = textOf(message['name']);
  const reasoning = textOf(message['reasoning_content'] ?? message['reasoning']);
  const toolCallId = textOf(message['tool_call_id']);
  return {
    role: textOf(message['role']) ?? 'user',
    text: contentText(message['content']),
    media: contentMedia(message['content'], findMedia),
    toolCalls: readToolCalls(message['tool_calls']),
    partial: message['partial'] === true,
    ...(name === undefined ? {} : { name }),
    ...(reasoning === undefined ? {} : { reasoning }),
    ...(toolCallId === undefined ? {} : { toolCallId }),
  };
}

function contentText(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content
    .filter(isRecord)
    .map((part) => textOf(part['text']) ?? '')
    .filter((text) => text !== '')
    .join('\n');
}

const mediaKinds = ['image_url', 'video_url', 'file_url'];

function contentMedia(content: unknown, findMedia: FindMedia | undefined): PromptMedia[] {
  if (!Array.isArray(content)) return [];
  return content.filter(isRecord).flatMap((part) => {
    const kind = textOf(part['type']) ?? '';
    const address = mediaAddress(part);
    return mediaKinds.includes(kind) && address !== undefined
      ? [{ kind, ...describeMedia(address, findMedia) }]
      : [];
  });
}

/** The address in a media part: `{ image_url: { url } }`, or the bare string that Kimi accepts too. */
export function mediaAddress(part: JsonRecord): string | undefined {
  const holder = part[textOf(part['type']) ?? ''];
  return textOf(holder) ?? (isRecord(holder) ? textOf(holder['url']) : undefined);
}

const dataUrl = /^data:([^;,]+)?(?:;[^,]*)?,/;

function describeMedia(address: string, findMedia: FindMedia | undefined) {
  const known = findMedia?.(address);
  if (known !== undefined) return known;
  const prefix = dataUrl.exec(address);
  if (prefix !== null) {
    const payload = address.length - prefix[0].length;
    return { mediaType: prefix[1] ?? 'text/plain', bytes: base64Bytes(address, payload) };
  }
  if (/^[a-z]+:\/\//i.test(address)) return { mediaType: 'unknown', bytes: 0 };
  return { mediaType: 'unknown', bytes: base64Bytes(address, address.length) };
}

function base64Bytes(address: string, payloadLength: number): number {
  const padding = address.endsWith('==') ? 2 : address.endsWith('=') ? 1 : 0;
  return Math.max(0, Math.floor((payloadLength * 3) / 4) - padding);
}

function readToolCalls(calls: unknown): AnsweredToolCall[] {
  if (!Array.isArray(calls)) return [];
  return calls.filter(isRecord).map((call) => {
    const target = isRecord(call['function']) ? call['function'] : {};
    return {
      id: textOf(call['id']) ?? '',
      type: textOf(call['type']) ?? 'function',
      name: textOf(target['name']) ?? '',
      arguments: textOf(target['arguments']) ?? JSON.stringify(target['arguments'] ?? {}),
    };
  });
}

/** The tools of a body that have a function to call. A vendor's own kinds without one are the vendor's business. */
export function readTools(tools: unknown): OfferedTool[] {
  if (!Array.isArray(tools)) return [];
  return tools.filter(isRecord).flatMap((tool) => {
    const target = tool['function'];
    const name = isRecord(target) ? textOf(target['name']) : undefined;
    return isRecord(target) && name !== undefined
      ? [{ type: textOf(tool['type']) ?? 'function', name, parameters: target['parameters'] }]
      : [];
  });
}
