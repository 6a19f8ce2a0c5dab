import type { ContentPart } from '@reg/core';
import { isRecord } from '../../http/field-check.js';
import type { TranslationNotes } from '../translation-notes.js';

type Block = Readonly<Record<string, unknown>>;

/** Where blocks are read from, for messages about them. */
export interface BlockPlace {
  /** `messages[2].content` */
  readonly parameter: string;
  readonly notes: TranslationNotes;
}

/** What a user or a tool says, as content parts. A block that no model could be given is refused, not left out. */
export function contentPartsFromBlocks(blocks: readonly unknown[], place: BlockPlace): ContentPart[] {
  return blocks.flatMap((block, index) =>
    contentPartsFromBlock(block, { ...place, parameter: `${place.parameter}[${index}]` }),
  );
}

/** @param place - of the block itself. */
export function contentPartsFromBlock(block: unknown, place: BlockPlace): ContentPart[] {
  if (!isRecord(block)) {
    place.notes.refuse(place.parameter, 'must be an object with a type');
    return [];
  }
  const type = typeof block['type'] === 'string' ? block['type'] : '';
  const read = Object.hasOwn(readers, type) ? readers[type] : undefined;
  if (read !== undefined) return read(block, place);
  place.notes.refuse(
    `${place.parameter}.type`,
    `"${type}" cannot be given to a chat model; there are ${Object.keys(readers).join(', ')}`,
  );
  return [];
}

const readers: Readonly<Record<string, (block: Block, place: BlockPlace) => ContentPart[]>> = {
  text: textPart,
  image: imagePart,
  document: documentParts,
  search_result: searchResultParts,
};

function textPart(block: Block, { parameter, notes }: BlockPlace): ContentPart[] {
  if (typeof block['text'] === 'string') return [{ type: 'text', text: block['text'] }];
  notes.refuse(`${parameter}.text`, 'must be a string');
  return [];
}

function imagePart(block: Block, { parameter, notes }: BlockPlace): ContentPart[] {
  const url = addressOf(block['source']);
  if (url !== undefined) return [{ type: 'image_url', image_url: { url } }];
  notes.refuse(`${parameter}.source`, 'must be { type: "base64", media_type, data } or { type: "url", url }');
  return [];
}

/** Text stays text, under its title. What is no text goes on in the shapes that chat APIs have for files. */
function documentParts(block: Block, { parameter, notes }: BlockPlace): ContentPart[] {
  const source = isRecord(block['source']) ? block['source'] : {};
  if (isRecord(block['citations']) && block['citations']['enabled'] === true) {
    const message = 'chat models cite nothing by themselves; ask for quotes in the prompt';
    notes.warn({ parameter: 'messages.document.citations', action: 'dropped', message });
  }
  const heading = headingOf([block['title'], block['context']]);
  if (source['type'] === 'text' && typeof source['data'] === 'string')
    return [text(heading + source['data'])];
  if (source['type'] === 'content') {
    const { content } = source;
    const blocks = typeof content === 'string' ? [{ type: 'text', text: content }] : content;
    if (Array.isArray(blocks)) {
      const parts = contentPartsFromBlocks(blocks, { parameter: `${parameter}.source.content`, notes });
      return heading === '' ? parts : [text(heading), ...parts];
    }
  }
  const url = addressOf(source);
  if (url === undefined) {
    notes.refuse(`${parameter}.source`, 'must be a text, content, base64 or url source');
    return [];
  }
  const filename = typeof block['title'] === 'string' ? { filename: block['title'] } : {};
  return url.startsWith('data:')
    ? [{ type: 'file', file: { file_data: url, ...filename } }]
    : [{ type: 'file_url', file_url: { url } }];
}

function searchResultParts(block: Block, { parameter, notes }: BlockPlace): ContentPart[] {
  const { content } = block;
  if (!Array.isArray(content)) {
    notes.refuse(`${parameter}.content`, 'must be an array of text blocks');
    return [];
  }
  const parts = contentPartsFromBlocks(content, { parameter: `${parameter}.content`, notes });
  const heading = headingOf([block['title'], block['source']]);
  return heading === '' ? parts : [text(heading), ...parts];
}

/** The picture or file itself as a data URL, or its address. */
function addressOf(source: unknown): string | undefined {
  if (!isRecord(source)) return undefined;
  const { type, media_type: mediaType, data, url } = source;
  if (type === 'base64' && typeof data === 'string' && typeof mediaType === 'string') {
    return `data:${mediaType};base64,${data}`;
  }
  return type === 'url' && typeof url === 'string' ? url : undefined;
}

function headingOf(lines: readonly unknown[]): string {
  return lines.flatMap((line) => (typeof line === 'string' && line !== '' ? [`${line}\n`] : [])).join('');
}

function text(value: string): ContentPart {
  return { type: 'text', text: value };
}
