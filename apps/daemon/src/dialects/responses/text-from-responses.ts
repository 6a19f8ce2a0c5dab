import type { ChatRequest } from '@reg/core';
import { isRecord } from '../../http/field-check.js';
import type { TranslationNotes } from '../translation-notes.js';
import { reportOthers } from './report-others.js';

const read = new Set(['format', 'verbosity']);

/** `text`: the form of the answer, and how much of it. */
export function textFromResponses(text: unknown, notes: TranslationNotes): Partial<ChatRequest> {
  if (text === undefined || text === null) return {};
  if (!isRecord(text)) {
    notes.refuse('text', 'must be an object');
    return {};
  }
  reportOthers(text, read, { prefix: 'text.', message: 'no chat API has a word for it', notes });
  const { format, verbosity } = text;
  if (typeof verbosity !== 'string' && verbosity !== undefined && verbosity !== null) {
    notes.refuse('text.verbosity', 'must be a string');
  }
  return {
    ...responseFormat(format, notes),
    ...(typeof verbosity === 'string' ? { verbosity } : {}),
  };
}

function responseFormat(format: unknown, notes: TranslationNotes): Pick<ChatRequest, 'response_format'> {
  if (format === undefined || format === null) return {};
  const { type, name, schema, strict, description } = isRecord(format) ? format : {};
  if (type === 'text') return {};
  if (type === 'json_object') return { response_format: { type: 'json_object' } };
  if (type !== 'json_schema' || !isRecord(schema)) {
    notes.refuse('text.format', 'must be of type text, json_object, or json_schema with a schema');
    return {};
  }
  return {
    response_format: {
      type: 'json_schema',
      json_schema: {
        name: typeof name === 'string' && name !== '' ? name : 'answer',
        schema,
        ...(typeof strict === 'boolean' ? { strict } : {}),
        ...(typeof description === 'string' ? { description } : {}),
      },
    },
  };
}
