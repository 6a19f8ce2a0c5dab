import { isRecord } from '../../http/field-check.js';
import type { TranslationNotes } from '../translation-notes.js';

/**
 * Refuses what depends on something that is kept between requests. To leave it out would change the question
 * without a word: the model would answer without the conversation that the client believes it has.
 */
export function refuseStoredState(body: Readonly<Record<string, unknown>>, notes: TranslationNotes): void {
  const { previous_response_id: previous, conversation, prompt, background } = body;
  if (isGiven(previous)) {
    notes.refuse(
      'previous_response_id',
      'cannot be used: no responses are stored here; send the earlier items',
    );
  }
  if (isGiven(conversation)) {
    notes.refuse('conversation', 'cannot be used: no conversations are stored here; send the earlier items');
  }
  if (isGiven(prompt)) {
    notes.refuse('prompt', 'cannot be used: no prompts are stored here; send instructions and input');
  }
  if (background === true) {
    notes.refuse('background', 'cannot be true: no responses are stored here; ask with stream: true instead');
  } else if (isGiven(background) && background !== false) {
    notes.refuse('background', 'must be true or false');
  }
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null && !(isRecord(value) && Object.keys(value).length === 0);
}
