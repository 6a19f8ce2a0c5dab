import {
  UnsupportedFunctionalityError,
  type LanguageModelV4FilePart,
  type SharedV4FileDataData,
  type SharedV4FileDataReference,
  type SharedV4FileDataUrl,
} from '@ai-sdk/provider';
import type { ContentPart } from '@reg/core';
import { fullMediaType, topLevelType } from './media-type.js';

type File = Pick<LanguageModelV4FilePart, 'data' | 'mediaType' | 'filename'>;

/**
 * A file of the AI SDK as a content part of the wire: pictures, films, sound, PDF, and text as text. What a model
 * takes of these is known to routing and to the vendor, not here.
 *
 * @throws UnsupportedFunctionalityError for files that the wire has no part for.
 */
export function contentPartFromFile(file: File): ContentPart {
  const { data } = file;
  switch (data.type) {
    case 'text':
      return { type: 'text', text: data.text };
    case 'reference':
      return partFromReference(file, data);
    case 'url':
      return partFromUrl(file, data);
    case 'data':
      return partFromData(file, data);
  }
}

function partFromUrl({ mediaType }: File, data: SharedV4FileDataUrl): ContentPart {
  const url = data.originalUrl ?? data.url.href;
  const kind = topLevelType(mediaType);
  return mediaPart(kind, url) ?? { type: 'file_url', file_url: { url } };
}

/** Kimi's own word for a file that was uploaded to it (platform.kimi.ai docs, 2026-09-12). */
function partFromReference({ mediaType }: File, { reference }: SharedV4FileDataReference): ContentPart {
  const id = reference['kimi'];
  const part = id === undefined ? undefined : mediaPart(topLevelType(mediaType), `ms://${id}`);
  if (part === undefined) {
    throw unsupported(`files by reference, unless it is Kimi's to a picture or film (${mediaType})`);
  }
  return part;
}

function partFromData(file: File, { data }: SharedV4FileDataData): ContentPart {
  const kind = topLevelType(file.mediaType);
  const base64 = typeof data === 'string' ? data : Buffer.from(data).toString('base64');
  if (kind === 'text') return { type: 'text', text: Buffer.from(base64, 'base64').toString('utf8') };
  const mediaType = fullMediaType(file.mediaType, data);
  if (mediaType === undefined) {
    throw unsupported(`a file of type "${file.mediaType}" whose bytes do not tell more: name its media type`);
  }
  const url = `data:${mediaType};base64,${base64}`;
  if (kind === 'audio') return soundPart(mediaType, base64);
  const part = mediaPart(kind, url);
  if (part !== undefined) return part;
  if (mediaType !== 'application/pdf') throw unsupported(`files of type ${mediaType}`);
  return { type: 'file', file: { filename: file.filename ?? 'document.pdf', file_data: url } };
}

function mediaPart(kind: string, url: string): ContentPart | undefined {
  if (kind === 'image') return { type: 'image_url', image_url: { url } };
  if (kind === 'video') return { type: 'video_url', video_url: { url } };
  return undefined;
}

const soundFormats: Readonly<Record<string, string>> = {
  'audio/wav': 'wav',
  'audio/x-wav': 'wav',
  'audio/mpeg': 'mp3',
  'audio/mp3': 'mp3',
};

function soundPart(mediaType: string, data: string): ContentPart {
  const format = soundFormats[mediaType];
  if (format === undefined) throw unsupported(`sound of type ${mediaType}; there are wav and mp3`);
  return { type: 'input_audio', input_audio: { data, format } };
}

function unsupported(functionality: string): UnsupportedFunctionalityError {
  return new UnsupportedFunctionalityError({ functionality });
}
