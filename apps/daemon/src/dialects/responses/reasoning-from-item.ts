import { isRecord } from '../../http/field-check.js';
import type { TranslationNotes } from '../translation-notes.js';
import { unsealReasoning } from './sealed-reasoning.js';

/**
 * The text of a reasoning item that a client sends back: what reg sealed, else what can be read. What another
 * service encrypted is lost to a chat model, and reported when there is nothing beside it.
 */
export function reasoningFromItem(item: Readonly<Record<string, unknown>>, notes: TranslationNotes): string {
  const { encrypted_content: sealed, content, summary } = item;
  const text = unsealReasoning(sealed) || textsOf(content) || textsOf(summary);
  if (text === '' && typeof sealed === 'string' && unsealReasoning(sealed) === undefined) {
    const message = 'another service encrypted it';
    notes.warn({ parameter: 'input.reasoning.encrypted_content', action: 'dropped', message });
  }
  return text;
}

function textsOf(parts: unknown): string {
  if (!Array.isArray(parts)) return '';
  return parts
    .flatMap((part: unknown) => (isRecord(part) && typeof part['text'] === 'string' ? [part['text']] : []))
    .join('\n\n');
}
