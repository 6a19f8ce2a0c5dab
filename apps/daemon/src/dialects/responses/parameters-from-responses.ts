import type { ChatRequest } from '@reg/core';
import { isRecord } from '../../http/field-check.js';
import type { TranslationNotes } from '../translation-notes.js';
import { reportOthers } from './report-others.js';

type Fields = Readonly<Record<string, unknown>>;

/** Fields that chat APIs spell alike. The last ones are no part of this dialect; who sends them means the vendor's. */
const alike = [
  'stream',
  'temperature',
  'top_p',
  'parallel_tool_calls',
  'prompt_cache_key',
  'safety_identifier',
  'user',
  'seed',
  'stop',
  'presence_penalty',
  'frequency_penalty',
  'thinking',
] as const;

/** Fields with a translation of their own, and those that ask for nothing that would not happen anyway. */
const handled: ReadonlySet<string> = new Set([
  ...alike,
  'model',
  'reg',
  'input',
  'instructions',
  'tools',
  'tool_choice',
  'reasoning',
  'include',
  'text',
  'max_output_tokens',
  // Told to the client again in the Response.
  'metadata',
  // Nothing is stored in any case, and the Response says so.
  'store',
  'previous_response_id',
  'conversation',
  'prompt',
  'background',
  'stream_options',
]);

/** Values that amount to leaving the field out. */
const defaults: Fields = { service_tier: 'auto', truncation: 'disabled', top_logprobs: 0 };

/** The plain parameters. What chat APIs have no word for is left out and reported. */
export function parametersFromResponses(body: Fields, notes: TranslationNotes): Partial<ChatRequest> {
  const others = Object.entries(body).filter(([name, value]) => value !== defaults[name]);
  reportOthers(Object.fromEntries(others), handled, {
    prefix: '',
    message: 'no chat API has a word for it',
    notes,
  });
  reportStreamOptions(body['stream_options'], notes);
  checkMetadata(body['metadata'], notes);
  checkTexts(body, notes);
  const given = alike.map((name) => [name, body[name]] as const);
  return {
    ...Object.fromEntries(given.filter(([, value]) => value !== undefined && value !== null)),
    ...outputLimit(body['max_output_tokens'], notes),
  };
}

function outputLimit(limit: unknown, notes: TranslationNotes): Pick<ChatRequest, 'max_tokens'> {
  if (limit === undefined || limit === null) return {};
  if (typeof limit === 'number' && Number.isSafeInteger(limit) && limit > 0) return { max_tokens: limit };
  notes.refuse('max_output_tokens', 'must be a positive integer');
  return {};
}

/** Padding against eavesdroppers who measure lengths; usage comes with the last event in any case. */
function reportStreamOptions(options: unknown, notes: TranslationNotes): void {
  if (!isRecord(options)) return;
  reportOthers(options, new Set(['include_usage']), {
    prefix: 'stream_options.',
    message: 'streams are not padded here',
    notes,
  });
}

function checkMetadata(metadata: unknown, notes: TranslationNotes): void {
  if (metadata === undefined || metadata === null || isRecord(metadata)) return;
  notes.refuse('metadata', 'must be an object');
}

function checkTexts(body: Fields, notes: TranslationNotes): void {
  for (const name of ['prompt_cache_key', 'safety_identifier'] as const) {
    const value = body[name];
    if (value !== undefined && value !== null && typeof value !== 'string') {
      notes.refuse(name, 'must be a string');
    }
  }
}
