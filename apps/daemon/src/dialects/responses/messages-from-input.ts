import type { ChatMessage, ContentPart } from '@reg/core';
import { isRecord } from '../../http/field-check.js';
import type { TranslationNotes } from '../translation-notes.js';
import { vendorIdFrom } from './call-id.js';
import { contentFromParts } from './content-from-parts.js';
import { Conversation } from './conversation.js';
import { reasoningFromItem } from './reasoning-from-item.js';
import { reportOthers } from './report-others.js';
import type { ToolIdentity, ToolNames } from './tool-names.js';

type Item = Readonly<Record<string, unknown>>;

interface ItemPlace {
  /** `input[4]` */
  readonly parameter: string;
  readonly names: ToolNames;
  readonly notes: TranslationNotes;
}

/** `instructions` and `input` as the messages of a chat. */
export function messagesFromInput(
  body: Readonly<Record<string, unknown>>,
  { names, notes }: Pick<ItemPlace, 'names' | 'notes'>,
): ChatMessage[] {
  const { instructions, input } = body;
  const conversation = new Conversation(notes);
  if (typeof instructions === 'string') {
    if (instructions !== '') conversation.say('system', instructions);
  } else if (instructions !== undefined && instructions !== null) {
    notes.refuse('instructions', 'must be a string');
  }
  if (typeof input === 'string') conversation.say('user', input);
  else if (!Array.isArray(input) || input.length === 0) {
    notes.refuse('input', 'must be a string or an array with at least one item');
  } else {
    for (const [index, item] of input.entries()) {
      readItem(item, conversation, { parameter: `input[${index}]`, names, notes });
    }
  }
  const messages = conversation.end();
  if (messages.length === 0 && notes.problems.length === 0) {
    notes.refuse('input', 'holds nothing that a chat model could be given');
  }
  return messages;
}

function readItem(item: unknown, conversation: Conversation, place: ItemPlace): void {
  if (!isRecord(item)) {
    place.notes.refuse(place.parameter, 'must be an object with a type');
    return;
  }
  // A message may leave its type out.
  const type = item['type'] ?? (item['role'] === undefined ? undefined : 'message');
  const read = typeof type === 'string' && Object.hasOwn(readers, type) ? readers[type] : undefined;
  if (read !== undefined) {
    reportOthers(item, knownFields, {
      prefix: `input.${String(type)}.`,
      message: 'no chat API has a word for it',
      notes: place.notes,
    });
    read(item, conversation, place);
    return;
  }
  if (typeof type !== 'string') {
    place.notes.refuse(`${place.parameter}.type`, 'must be the type of an item');
    return;
  }
  place.notes.warn({
    parameter: `input.${type}`,
    action: 'dropped',
    message: 'no chat model can be given such an item',
  });
}

/** Fields that are read, and those of earlier answers that a model has no use for. */
const knownFields: ReadonlySet<string> = new Set([
  'type',
  'id',
  'status',
  'role',
  'content',
  'phase',
  'summary',
  'encrypted_content',
  'call_id',
  'name',
  'namespace',
  'arguments',
  'input',
  'output',
  'tools',
]);

type Reader = (item: Item, conversation: Conversation, place: ItemPlace) => void;

const readers: Readonly<Record<string, Reader>> = {
  message: readMessage,
  reasoning: (item, conversation, { notes }) => {
    conversation.reason(reasoningFromItem(item, notes));
  },
  function_call: (item, conversation, place) => {
    readCall(item, conversation, { ...place, kind: 'function' });
  },
  custom_tool_call: (item, conversation, place) => {
    readCall(item, conversation, { ...place, kind: 'custom' });
  },
  function_call_output: readOutput,
  custom_tool_call_output: readOutput,
  // Its tools are gathered with the others.
  additional_tools: () => undefined,
  item_reference: (_item, _conversation, { parameter, notes }) => {
    notes.refuse(parameter, 'is a reference, but no items are stored here; send the item itself');
  },
  compaction: (_item, _conversation, { parameter, notes }) => {
    notes.refuse(parameter, 'is a compaction that only OpenAI can read; send the items themselves');
  },
};

function readMessage(item: Item, conversation: Conversation, { parameter, notes }: ItemPlace): void {
  const { role } = item;
  const content = contentFromParts(item['content'], { parameter: `${parameter}.content`, notes });
  if (role === 'assistant') conversation.answer(textOr(content, ''));
  else if (role === 'user') conversation.say('user', content);
  // To chat APIs the two are one; many servers know only the older name.
  else if (role === 'system' || role === 'developer') conversation.say('system', textOr(content, '\n'));
  else notes.refuse(`${parameter}.role`, 'must be one of user, assistant, system, developer');
}

/** Parts that are all text as one text: many servers take parts from users only. */
function textOr(content: string | ContentPart[], separator: string): string | ContentPart[] {
  if (typeof content === 'string' || content.some(({ type }) => type !== 'text')) return content;
  return content.map(({ text }) => text ?? '').join(separator);
}

function readCall(
  item: Item,
  conversation: Conversation,
  { parameter, names, notes, kind }: ItemPlace & { readonly kind: ToolIdentity['kind'] },
): void {
  const { call_id: callId, name, namespace } = item;
  const given = kind === 'function' ? item['arguments'] : item['input'];
  if (typeof callId !== 'string' || typeof name !== 'string' || typeof given !== 'string') {
    const third = kind === 'function' ? 'arguments' : 'input';
    notes.refuse(parameter, `must have call_id, name and ${third}, all strings`);
    return;
  }
  const inNamespace = typeof namespace === 'string' ? { namespace } : {};
  conversation.call({
    id: vendorIdFrom(callId),
    type: 'function',
    function: {
      name: names.chatNameOf({ kind, name, ...inNamespace }),
      arguments: kind === 'function' ? given : JSON.stringify({ input: given }),
    },
  });
}

function readOutput(item: Item, conversation: Conversation, { parameter, notes }: ItemPlace): void {
  const { call_id: callId, output } = item;
  if (typeof callId !== 'string') {
    notes.refuse(`${parameter}.call_id`, 'must be the call_id of a call');
    return;
  }
  const content = contentFromParts(output, { parameter: `${parameter}.output`, notes });
  conversation.output(vendorIdFrom(callId), content);
}
