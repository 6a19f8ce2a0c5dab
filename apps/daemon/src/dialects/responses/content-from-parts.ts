import type { ContentPart } from '@reg/core';
import { isRecord } from '../../http/field-check.js';
import type { TranslationNotes } from '../translation-notes.js';

type Part = Readonly<Record<string, unknown>>;

/** Where parts are read from, for messages about them. */
export interface PartsPlace {
  /** `input[2].content` */
  readonly parameter: string;
  readonly notes: TranslationNotes;
}

/** What somebody says, as a text or as parts. A part that no chat model could be given is refused, not left out. */
export function contentFromParts(content: unknown, place: PartsPlace): string | ContentPart[] {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) {
    place.notes.refuse(place.parameter, 'must be a string or an array of parts');
    return '';
  }
  const parts = content.flatMap((part: unknown, index) =>
    partFrom(part, { ...place, parameter: `${place.parameter}[${index}]` }),
  );
  const [only] = parts;
  return parts.length === 1 && only?.type === 'text' ? (only.text ?? '') : parts;
}

function partFrom(part: unknown, place: PartsPlace): ContentPart[] {
  if (!isRecord(part)) {
    place.notes.refuse(place.parameter, 'must be an object with a type');
    return [];
  }
  const type = typeof part['type'] === 'string' ? part['type'] : '';
  const read = Object.hasOwn(readers, type) ? readers[type] : undefined;
  if (read !== undefined) return read(part, place);
  place.notes.refuse(
    `${place.parameter}.type`,
    `"${type}" cannot be given to a chat model; there are ${Object.keys(readers).join(', ')}`,
  );
  return [];
}

const readers: Readonly<Record<string, (part: Part, place: PartsPlace) => ContentPart[]>> = {
  input_text: textFrom('text'),
  output_text: textFrom('text'),
  text: textFrom('text'),
  refusal: textFrom('refusal'),
  input_image: imageFrom,
  input_file: fileFrom,
  input_audio: (part) => [{ type: 'input_audio', input_audio: part['input_audio'] }],
};

function textFrom(field: string) {
  return (part: Part, { parameter, notes }: PartsPlace): ContentPart[] => {
    const text = part[field];
    if (typeof text === 'string') return [{ type: 'text', text }];
    notes.refuse(`${parameter}.${field}`, 'must be a string');
    return [];
  };
}

function imageFrom(part: Part, place: PartsPlace): ContentPart[] {
  const { image_url: url, detail } = part;
  if (typeof url === 'string' && url !== '') {
    return [{ type: 'image_url', image_url: { url, ...detailFrom(detail, place.notes) } }];
  }
  refuseStored(part, place, 'image_url');
  return [];
}

/** `original` is the newest of this dialect's values; chat APIs know the three older ones. */
function detailFrom(detail: unknown, notes: TranslationNotes): { readonly detail?: string } {
  if (typeof detail !== 'string') return {};
  if (detail !== 'original') return { detail };
  notes.warn({ parameter: 'input.input_image.detail', action: 'changed', message: 'sent as "high"' });
  return { detail: 'high' };
}

function fileFrom(part: Part, place: PartsPlace): ContentPart[] {
  const { file_data: data, file_url: url, filename } = part;
  if (typeof data === 'string') {
    const named = typeof filename === 'string' ? { filename } : {};
    return [{ type: 'file', file: { file_data: data, ...named } }];
  }
  if (typeof url === 'string') return [{ type: 'file_url', file_url: { url } }];
  refuseStored(part, place, 'file_data or file_url');
  return [];
}

function refuseStored(part: Part, { parameter, notes }: PartsPlace, instead: string): void {
  if (part['file_id'] === undefined || part['file_id'] === null) {
    notes.refuse(parameter, `must have ${instead}`);
    return;
  }
  notes.refuse(`${parameter}.file_id`, `no files are stored here; send ${instead}`);
}
