import type { ChatRequest } from '@reg/core';
import { isRecord } from '../../http/field-check.js';
import type { TranslationNotes } from '../translation-notes.js';
import { reportOthers } from './report-others.js';

/** How the client wants to see the model's reasoning. */
export interface ReasoningView {
  /** As a summary when one was asked for, since that is where the client looks; else as reasoning text. */
  readonly shownAs: 'summary' | 'text';
  /** Together with the opaque form to send back. */
  readonly isSealed: boolean;
}

export interface ReasoningWish {
  readonly view: ReasoningView;
  readonly fields: Pick<ChatRequest, 'reasoning_effort'>;
  readonly echo: { readonly effort: string | null; readonly summary: string | null };
}

const readOfReasoning = new Set(['effort', 'summary', 'generate_summary']);
const sealed = 'reasoning.encrypted_content';

/** `reasoning`, and what of `include` is about it. */
export function reasoningWishFrom(
  { reasoning, include }: Readonly<Record<string, unknown>>,
  notes: TranslationNotes,
): ReasoningWish {
  const given = reasoning ?? {};
  if (!isRecord(given)) notes.refuse('reasoning', 'must be an object');
  const fields = isRecord(given) ? given : {};
  reportOthers(fields, readOfReasoning, {
    prefix: 'reasoning.',
    message: 'no chat API has a word for it',
    notes,
  });
  const effort = textOf(fields['effort'], 'reasoning.effort', notes);
  const summary = textOf(fields['summary'] ?? fields['generate_summary'], 'reasoning.summary', notes);
  return {
    view: {
      shownAs: summary === undefined ? 'text' : 'summary',
      isSealed: includedFrom(include, notes).includes(sealed),
    },
    fields: effort === undefined ? {} : { reasoning_effort: effort },
    echo: { effort: effort ?? null, summary: summary ?? null },
  };
}

function textOf(value: unknown, parameter: string, notes: TranslationNotes): string | undefined {
  if (typeof value === 'string') return value;
  if (value !== undefined && value !== null) notes.refuse(parameter, 'must be a string');
  return undefined;
}

/** Everything else that can be included belongs to tools that only OpenAI runs, or to log probabilities. */
function includedFrom(include: unknown, notes: TranslationNotes): readonly unknown[] {
  if (include === undefined || include === null) return [];
  if (!Array.isArray(include)) {
    notes.refuse('include', 'must be an array of strings');
    return [];
  }
  for (const name of include as readonly unknown[]) {
    if (name === sealed) continue;
    if (typeof name !== 'string') notes.refuse('include', 'must be an array of strings');
    else notes.warn({ parameter: `include.${name}`, action: 'dropped', message: 'no chat model gives it' });
  }
  return include;
}
