import { InvalidRequestError, type ChatRequest } from '@reg/core';
import { maxProblems } from '../../http/check-messages.js';
import { isRecord } from '../../http/field-check.js';
import { parseChatBody, type ChatBody } from '../../http/parse-chat-body.js';
import { chatMessages } from './chat-messages.js';
import { parametersFromAnthropic } from './parameters-from-anthropic.js';
import { thinkingFromAnthropic, type ThinkingDisplay } from './thinking-from-anthropic.js';
import { toolsFromAnthropic } from './tools-from-anthropic.js';
import {
  createTranslationNotes,
  type TranslationNotes,
  type TranslationWarning,
} from '../translation-notes.js';

/** How the answer has to look, beside what the vendor is asked. */
export interface AnswerView {
  readonly thinking: ThinkingDisplay;
  readonly stopSequences: readonly string[];
}

/** A Messages request as the registry takes it. */
export interface MessagesBody extends ChatBody {
  readonly view: AnswerView;
  /** What could not be carried over. */
  readonly warnings: readonly TranslationWarning[];
}

/**
 * Translates the body of POST /v1/messages. `reg` holds routing options, as in a chat body.
 *
 * @throws InvalidRequestError with every problem of the body, under the names that this dialect has for things.
 */
export function parseMessagesBody(body: unknown): MessagesBody {
  if (!isRecord(body)) {
    throw new InvalidRequestError([{ parameter: 'body', message: 'must be a JSON object' }]);
  }
  const notes = createTranslationNotes();
  const effort = isRecord(body['output_config']) ? body['output_config']['effort'] : undefined;
  const thinking = thinkingFromAnthropic(body['thinking'], effort, notes);
  const request: Partial<ChatRequest> = {
    ...parametersFromAnthropic(body, notes),
    ...toolsFromAnthropic(body, notes),
    ...thinking.fields,
    messages: chatMessages(body['system'], body['messages'], notes),
  };
  const parsed = checked({ ...request, ...namedAlike(body) }, notes);
  const { stop } = parsed.request;
  return {
    ...parsed,
    view: { thinking: thinking.display, stopSequences: Array.isArray(stop) ? stop : [] },
    warnings: notes.warnings,
  };
}

/** The fields that both dialects spell alike; `Reg` and the like too, so that they are refused here as there. */
function namedAlike(body: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const isAlike = (name: string): boolean => name === 'model' || name.trim().toLowerCase() === 'reg';
  return Object.fromEntries(Object.entries(body).filter(([name]) => isAlike(name)));
}

/** Problems of the translation first, then those that a chat body could have too. */
function checked(chat: Record<string, unknown>, notes: TranslationNotes): ChatBody {
  const isTranslated = notes.problems.length === 0;
  // What is wrong with the messages has been told in this dialect's words already.
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
