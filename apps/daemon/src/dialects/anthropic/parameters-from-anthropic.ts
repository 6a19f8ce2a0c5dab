import type { ChatRequest } from '@reg/core';
import { isRecord } from '../../http/field-check.js';
import type { TranslationNotes } from '../translation-notes.js';

type Fields = Readonly<Record<string, unknown>>;

/** Fields with a translation of their own, and those that ask for nothing that a vendor would not do by itself. */
const handled: ReadonlySet<string> = new Set([
  'model',
  'messages',
  'system',
  'tools',
  'tool_choice',
  'thinking',
  'reg',
  'stream',
  'max_tokens',
  'temperature',
  'top_p',
  'top_k',
  'stop_sequences',
  'metadata',
  'output_config',
  'output_format',
  'inference_geo',
  // Kimi and GLM cache prompts by their prefix without being asked.
  'cache_control',
]);

/** Values that amount to leaving the field out. */
const defaults: Fields = { service_tier: 'auto', speed: 'standard' };

/** The plain parameters. What chat APIs have no word for is left out and reported. */
export function parametersFromAnthropic(body: Fields, notes: TranslationNotes): Partial<ChatRequest> {
  reportOthers(body, notes);
  const { stream, max_tokens, temperature, top_p, top_k, stop_sequences: stop } = body;
  const given = Object.entries({ stream, max_tokens, temperature, top_p, top_k });
  checkNumber('top_k', top_k, notes);
  return {
    ...Object.fromEntries(given.filter(([, value]) => value !== undefined && value !== null)),
    ...stopOf(stop, notes),
    ...userOf(body['metadata'], notes),
    ...responseFormat(body, notes),
  };
}

function reportOthers(body: Fields, notes: TranslationNotes): void {
  for (const [parameter, value] of Object.entries(body)) {
    if (handled.has(parameter) || value === undefined || value === null || value === defaults[parameter])
      continue;
    const message = 'no chat API has a word for it';
    notes.warn({ parameter, action: 'dropped', message });
  }
  const geo = body['inference_geo'];
  // A promise about where data goes: to leave it out would be to break it.
  if (geo !== undefined && geo !== null && geo !== 'global') {
    notes.refuse('inference_geo', 'cannot be promised; leave it out, and choose providers by where they are');
  }
}

function stopOf(value: unknown, notes: TranslationNotes): Pick<ChatRequest, 'stop'> {
  if (value === undefined || value === null) return {};
  if (Array.isArray(value) && value.every((one) => typeof one === 'string')) {
    return value.length === 0 ? {} : { stop: value };
  }
  notes.refuse('stop_sequences', 'must be an array of strings');
  return {};
}

function checkNumber(parameter: string, value: unknown, notes: TranslationNotes): void {
  if (value === undefined || value === null || typeof value === 'number') return;
  notes.refuse(parameter, 'must be a number');
}

function userOf(metadata: unknown, notes: TranslationNotes): Pick<ChatRequest, 'user'> {
  if (metadata === undefined || metadata === null) return {};
  if (!isRecord(metadata)) {
    notes.refuse('metadata', 'must be an object');
    return {};
  }
  const { user_id: user, ...others } = metadata;
  for (const name of Object.keys(others)) {
    const message = 'only user_id means something to a vendor';
    notes.warn({ parameter: `metadata.${name}`, action: 'dropped', message });
  }
  if (user === undefined || user === null) return {};
  if (typeof user === 'string') return { user };
  notes.refuse('metadata.user_id', 'must be a string');
  return {};
}

/** `output_config.format`, which was `output_format` while it was beta. */
function responseFormat(body: Fields, notes: TranslationNotes): Pick<ChatRequest, 'response_format'> {
  const config = body['output_config'] ?? {};
  if (!isRecord(config)) {
    notes.refuse('output_config', 'must be an object');
    return {};
  }
  const { effort, format = body['output_format'], ...others } = config;
  if (effort !== undefined && effort !== null && typeof effort !== 'string') {
    notes.refuse('output_config.effort', 'must be a string');
  }
  for (const name of Object.keys(others)) {
    const message = 'no chat API has a word for it';
    notes.warn({ parameter: `output_config.${name}`, action: 'dropped', message });
  }
  if (format === undefined || format === null) return {};
  if (isRecord(format) && format['type'] === 'json_schema' && isRecord(format['schema'])) {
    const { schema } = format;
    return {
      response_format: { type: 'json_schema', json_schema: { name: 'answer', schema, strict: true } },
    };
  }
  notes.refuse('output_config.format', 'must be { type: "json_schema", schema }');
  return {};
}
