import type { TranslationNotes } from '../translation-notes.js';

export interface OthersPlace {
  /** What stands before the field's name in a warning: `tools.`. */
  readonly prefix: string;
  readonly message: string;
  readonly notes: TranslationNotes;
}

/** Reports each field that is given and that nobody reads. */
export function reportOthers(
  fields: Readonly<Record<string, unknown>>,
  read: ReadonlySet<string>,
  { prefix, message, notes }: OthersPlace,
): void {
  for (const [name, value] of Object.entries(fields)) {
    if (value === undefined || value === null || value === false || read.has(name)) continue;
    notes.warn({ parameter: `${prefix}${name}`, action: 'dropped', message });
  }
}
