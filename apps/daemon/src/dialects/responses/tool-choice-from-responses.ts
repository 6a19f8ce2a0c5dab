import type { ChatRequest } from '@reg/core';
import { isRecord } from '../../http/field-check.js';
import type { TranslationNotes } from '../translation-notes.js';
import type { ToolNames } from './tool-names.js';
import { chatToolsOf, type OfferedTool } from './tools-from-responses.js';

type Choice = Pick<ChatRequest, 'tools' | 'tool_choice'>;

/** What a choice is made among. */
export interface ChoicePlace {
  readonly offered: readonly OfferedTool[];
  readonly names: ToolNames;
  readonly notes: TranslationNotes;
}

/** The tools to send and the choice among them. `allowed_tools` sends only the allowed ones. */
export function toolChoiceFromResponses(choice: unknown, place: ChoicePlace): Choice {
  const tools = chatToolsOf(place.offered);
  if (choice === undefined || choice === null) return withTools(tools);
  if (choice === 'auto' || choice === 'none') return withTools(tools, choice);
  if (choice === 'required') return required(tools, place.notes);
  if (!isRecord(choice) || typeof choice['type'] !== 'string') {
    place.notes.refuse('tool_choice', 'must be none, auto, required or an object with a type');
    return withTools(tools);
  }
  if (choice['type'] === 'allowed_tools') return allowedTools(choice, place);
  if (choice['type'] !== 'function' && choice['type'] !== 'custom') {
    const message = 'it names a tool that only OpenAI itself runs';
    place.notes.warn({ parameter: 'tool_choice', action: 'dropped', message });
    return withTools(tools);
  }
  const wanted = place.offered.find(({ identity }) => isMeant(choice, identity));
  if (wanted === undefined) {
    place.notes.refuse('tool_choice.name', `names none of the tools: ${listed(place.offered)}`);
    return withTools(tools);
  }
  return withTools(tools, {
    type: 'function',
    function: { name: place.names.chatNameOf(wanted.identity) },
  });
}

/** A choice without tools is an error to chat APIs, and nothing to decide. */
function withTools(tools: NonNullable<Choice['tools']>, choice?: Choice['tool_choice']): Choice {
  if (tools.length === 0) return {};
  return choice === undefined ? { tools } : { tools, tool_choice: choice };
}

function required(tools: NonNullable<Choice['tools']>, notes: TranslationNotes): Choice {
  if (tools.length === 0) {
    notes.warn({ parameter: 'tool_choice', action: 'dropped', message: 'there is no tool to choose' });
  }
  return withTools(tools, 'required');
}

function allowedTools(choice: Readonly<Record<string, unknown>>, place: ChoicePlace): Choice {
  const { tools: allowed, mode } = choice;
  if (!Array.isArray(allowed) || (mode !== 'auto' && mode !== 'required')) {
    place.notes.refuse('tool_choice', 'must have a mode of auto or required, and tools');
    return {};
  }
  const kept = place.offered
    .filter(({ identity }) => allowed.some((one: unknown) => isRecord(one) && isMeant(one, identity)))
    .map(({ chat }) => chat);
  return mode === 'required' ? required(kept, place.notes) : withTools(kept, mode);
}

/** Whether a mention of a tool means this one; a mention of a namespace means all that is in it. */
function isMeant(mention: Readonly<Record<string, unknown>>, identity: OfferedTool['identity']): boolean {
  if (mention['type'] === 'namespace') return mention['name'] === identity.namespace;
  return (
    mention['type'] === identity.kind &&
    mention['name'] === identity.name &&
    (mention['namespace'] ?? undefined) === identity.namespace
  );
}

function listed(offered: readonly OfferedTool[]): string {
  const names = offered.slice(0, 20).map(({ identity }) => identity.name);
  return names.length === 0 ? 'there are none' : names.join(', ');
}
