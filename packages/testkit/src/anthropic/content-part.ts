import { isRecord, textOf, type JsonRecord } from '../json-value.js';

/** A text, or the texts of blocks. */
export function textIn(content: unknown): string {
  if (typeof content === 'string') return content;
  const blocks = Array.isArray(content) ? content.filter(isRecord) : [];
  return blocks.map((block) => textOf(block['text']) ?? '').join('\n');
}

/** A block of a user as a part of a chat message. */
export function contentPart(block: JsonRecord): JsonRecord {
  if (block['type'] === 'text') return { type: 'text', text: block['text'] };
  const source = isRecord(block['source']) ? block['source'] : {};
  const { type, media_type: mediaType, data, url } = source;
  const address = type === 'base64' ? `data:${String(mediaType)};base64,${String(data)}` : String(url);
  return block['type'] === 'image'
    ? { type: 'image_url', image_url: { url: address } }
    : { type: 'file_url', file_url: { url: address } };
}
