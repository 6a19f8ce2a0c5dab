import { createApiError } from '@reg/core';
import type { ContentPart } from '@reg/core';
import type { EncodeContext } from '../chat-codec.js';
import { isJsonObject, type JsonObject } from '../json-object.js';

/** A content block in Anthropic's words. */
export type Block = JsonObject & { readonly type: string };

/** Where content is read from, and who is told of what it loses. */
export interface ContentPlace {
  /** `messages[2].content` */
  readonly parameter: string;
  readonly context: EncodeContext;
}

/**
 * Content as blocks: texts with whatever else is in their parts (`cache_control`), pictures and files. Empty texts are
 * left out, because the API refuses them.
 *
 * @throws BadRequestError (`invalid_request`) for a part that the API has no block for: an answer to half of a question
 * helps nobody.
 */
export function blocksFromContent(
  content: string | readonly ContentPart[] | null | undefined,
  place: ContentPlace,
): Block[] {
  if (typeof content === 'string') return textBlocks({ type: 'text', text: content });
  return (content ?? []).flatMap((part, index) =>
    blocksFromPart(part, { ...place, parameter: `${place.parameter}[${index}]` }),
  );
}

function blocksFromPart(part: ContentPart, place: ContentPlace): Block[] {
  switch (part.type) {
    case 'text':
      return textBlocks(part);
    case 'refusal':
      return textBlocks({ type: 'text', text: textIn(part['refusal']) });
    case 'image_url':
      return [imageBlock(part, place)];
    case 'file':
      return [fileBlock(part, place)];
    case 'file_url':
      return [{ type: 'document', source: sourceOf(addressIn(part['file_url'], 'url'), place) }];
    default:
      throw refusal(place, `"${part.type}" cannot be sent to an Anthropic endpoint`);
  }
}

function textBlocks({ text, ...rest }: ContentPart): Block[] {
  return text === undefined || text === '' ? [] : [{ ...rest, text }];
}

function imageBlock({ image_url: image, type: _type, ...rest }: ContentPart, place: ContentPlace): Block {
  if (isJsonObject(image) && image['detail'] != null && image['detail'] !== 'auto') {
    const message = 'the Messages API has no detail of a picture';
    place.context.warn({ parameter: 'messages.image_url.detail', action: 'dropped', message });
  }
  return { ...rest, type: 'image', source: sourceOf(addressIn(image, 'url'), place) };
}

function fileBlock({ file, type: _type, ...rest }: ContentPart, place: ContentPlace): Block {
  const title = isJsonObject(file) ? file['filename'] : undefined;
  const source = sourceOf(addressIn(file, 'file_data'), place);
  return { ...rest, type: 'document', source, ...(typeof title === 'string' ? { title } : {}) };
}

const dataUrl = 'data:';
const base64Mark = ';base64';

/** A data URL as what is in it, an address as itself. */
function sourceOf(address: string, place: ContentPlace): JsonObject {
  if (/^https?:/i.test(address)) return { type: 'url', url: address };
  const comma = address.indexOf(',');
  const head = address.slice(0, Math.min(Math.max(comma, 0), 256)).toLowerCase();
  if (!head.startsWith(dataUrl) || !head.endsWith(base64Mark))
    throw refusal(place, 'must be an http(s) address or a data: URL in base64');
  const mediaType = head.slice(dataUrl.length, -base64Mark.length).split(';')[0];
  return { type: 'base64', media_type: mediaType, data: address.slice(comma + 1) };
}

/** Both `{ url }` and the bare text are common. */
function addressIn(holder: unknown, field: string): string {
  return textIn(isJsonObject(holder) ? holder[field] : holder);
}

function textIn(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function refusal({ parameter, context }: ContentPlace, message: string): Error {
  return createApiError({
    kind: 'invalid_request',
    provider: context.provider,
    model: context.model.id,
    message: `${parameter}: ${message}`,
  });
}
