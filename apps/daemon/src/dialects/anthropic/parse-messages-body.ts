import { InvalidRequestError, type ChatRequest } from '@reg/core';
import { isRecord } from '../../http/field-check.js';
import type { ChatBody } from '../../http/parse-chat-body.js';
import { checkedChatBody, namedAlike } from '../checked-chat-body.js';
import { chatMessages } from './chat-messages.js';
import { parametersFromAnthropic } from './parameters-from-anthropic.js';
import { thinkingFromAnthropic, type ThinkingDisplay } from './thinking-from-anthropic.js';
import { toolsFromAnthropic } from './tools-from-anthropic.js';
import { createTranslationNotes, type TranslationWarning } from '../translation-notes.js';

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
  const parsed = checkedChatBody({ ...request, ...namedAlike(body) }, notes);
  const { stop } = parsed.request;
  return {
    ...parsed,
    view: { thinking: thinking.display, stopSequences: Array.isArray(stop) ? stop : [] },
    warnings: notes.warnings,
  };
}
