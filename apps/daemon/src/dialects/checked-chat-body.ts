import { InvalidRequestError } from '@reg/core';
import { maxProblems } from '../http/check-messages.js';
import { parseChatBody, type ChatBody } from '../http/parse-chat-body.js';
import type { TranslationNotes } from './translation-notes.js';

/**
 * The fields that a dialect and chat completions spell alike; `Reg` and the like too, so that they are refused here as
 * there.
 */
export function namedAlike(body: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const isAlike = (name: string): boolean => name === 'model' || name.trim().toLowerCase() === 'reg';
  return Object.fromEntries(Object.entries(body).filter(([name]) => isAlike(name)));
}

/**
 * A translated body, checked as a chat body is.
 *
 * @throws InvalidRequestError with the problems of the translation first, then those that a chat body could have too.
 */
export function checkedChatBody(chat: Record<string, unknown>, notes: TranslationNotes): ChatBody {
  const isTranslated = notes.problems.length === 0;
  // What is wrong with the messages has been told in the dialect's words already.
  const messages = isTranslated ? chat['messages'] : [{ role: 'user', content: '' }];
  try {
    const parsed = parseChatBody({ ...chat, messages });
    if (isTranslated) return parsed;
  } catch (error) {
    if (!InvalidRequestError.isInstance(error)) throw error;
    throw new InvalidRequestError([...notes.problems, ...error.problems].slice(0, maxProblems));
  }
  throw new InvalidRequestError(notes.problems);
}
