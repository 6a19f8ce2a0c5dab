import type { ChatMessage } from '@reg/core';
import { isRecord } from '../../http/field-check.js';
import { assistantMessage } from './assistant-message.js';
import { systemText } from './system-text.js';
import type { TranslationNotes } from '../translation-notes.js';
import { userMessages } from './user-messages.js';

/** The whole conversation in chat messages, the system prompt first. */
export function chatMessages(system: unknown, messages: unknown, notes: TranslationNotes): ChatMessage[] {
  const instructions = systemMessage(system, 'system', notes);
  if (!Array.isArray(messages) || messages.length === 0) {
    notes.refuse('messages', 'must be an array with at least one message');
    return instructions;
  }
  const turns = (messages as readonly unknown[]).flatMap((message, index) =>
    turnMessages(message, `messages[${index}]`, notes),
  );
  return [...instructions, ...withPrefill(turns)];
}

function turnMessages(message: unknown, parameter: string, notes: TranslationNotes): ChatMessage[] {
  if (!isRecord(message)) {
    notes.refuse(parameter, 'must be an object with role and content');
    return [];
  }
  const { role, content } = message;
  const place = { parameter: `${parameter}.content`, notes };
  if (role === 'user') return userMessages(content, place);
  if (role === 'assistant') return [assistantMessage(content, place) ?? []].flat();
  if (role === 'system') return systemMessage(content, place.parameter, notes);
  notes.refuse(`${parameter}.role`, 'must be one of user, assistant, system');
  return [];
}

function systemMessage(system: unknown, parameter: string, notes: TranslationNotes): ChatMessage[] {
  const content = systemText(system, { parameter, notes });
  return content === '' ? [] : [{ role: 'system', content }];
}

/** A text of the assistant at the end is to be continued, which reg's own word for it is `partial`. */
function withPrefill(turns: ChatMessage[]): ChatMessage[] {
  const last = turns.at(-1);
  if (last?.role !== 'assistant' || typeof last.content !== 'string' || last.tool_calls != null) return turns;
  return [...turns.slice(0, -1), { ...last, partial: true }];
}
