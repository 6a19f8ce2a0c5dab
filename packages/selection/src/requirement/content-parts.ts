import type { ContentPart } from '@reg/core';

/** What kind of thing a content part is, whatever the dialect it was written in. */
export type ContentKind = 'text' | 'image' | 'video' | 'file' | 'audio' | 'other';

const kinds: Readonly<Record<string, ContentKind>> = {
  text: 'text',
  input_text: 'text',
  output_text: 'text',
  image: 'image',
  image_url: 'image',
  input_image: 'image',
  video: 'video',
  video_url: 'video',
  input_video: 'video',
  file: 'file',
  file_url: 'file',
  input_file: 'file',
  input_audio: 'audio',
};

/** Parts inside parts (a tool's result) are followed this deep; nothing sensible is nested deeper. */
const maxDepth = 8;

export function contentKindOf(part: ContentPart): ContentKind {
  return Object.hasOwn(kinds, part.type) ? (kinds[part.type] ?? 'other') : 'other';
}

/** Visits each content part, the ones inside other parts included. Anything that is no part is passed over. */
export function visitContentParts(
  content: unknown,
  visit: (part: ContentPart, kind: ContentKind) => void,
  depth = 0,
): void {
  if (!Array.isArray(content) || depth >= maxDepth) return;
  for (const part of content as readonly unknown[]) {
    if (!isContentPart(part)) continue;
    visit(part, contentKindOf(part));
    visitContentParts(part['content'], visit, depth + 1);
  }
}

function isContentPart(value: unknown): value is ContentPart {
  return (
    typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string'
  );
}
