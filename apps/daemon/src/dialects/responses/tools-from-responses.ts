import { memoizeFrozen, type ChatTool } from '@reg/core';
import { isRecord } from '../../http/field-check.js';
import { createTranslationNotes, type TranslationNotes } from '../translation-notes.js';
import { reportOthers } from './report-others.js';
import { createToolNames, type ToolIdentity, type ToolNames } from './tool-names.js';

type Fields = Readonly<Record<string, unknown>>;

/** One tool as the client declared it and as a chat model is offered it. */
export interface OfferedTool {
  readonly identity: ToolIdentity;
  readonly chat: ChatTool & { readonly function: NonNullable<ChatTool['function']> };
}

export interface ToolsFromResponses {
  readonly offered: readonly OfferedTool[];
  /** The declarations that took effect, for the Response to repeat. */
  readonly declared: readonly unknown[];
}

export interface ToolsPlace {
  /** `tools`, or `input[3].tools` for those that come on the way. */
  readonly parameter: string;
  readonly names: ToolNames;
  readonly notes: TranslationNotes;
}

const readOfFunction = new Set(['type', 'name', 'description', 'parameters', 'strict']);
const readOfCustom = new Set(['type', 'name', 'description', 'format']);
const readOfNamespace = new Set(['type', 'name', 'description', 'tools']);

/**
 * The tools that a request declares, as functions. To be asked before anything else of the request is named.
 */
export function declaredTools(
  tools: unknown,
  { names, notes }: Pick<ToolsPlace, 'names' | 'notes'>,
): ToolsFromResponses {
  if (!Array.isArray(tools)) return toolsFromResponses(tools, { parameter: 'tools', names, notes });
  const read = readDeclared(tools);
  notes.add(read);
  for (const { identity } of read.offered) names.chatNameOf(identity);
  return read;
}

const readDeclared = memoizeFrozen((tools: readonly unknown[]) => {
  const notes = createTranslationNotes();
  const read = toolsFromResponses(tools, { parameter: 'tools', names: createToolNames(), notes });
  const { warnings, problems } = notes;
  return { ...read, warnings, problems };
});

/**
 * Tools as functions. Those that OpenAI runs itself (web search, code interpreter, MCP …) are left out and reported:
 * no chat model and nobody here can run them. A namespace's tools become functions of their own.
 */
export function toolsFromResponses(tools: unknown, place: ToolsPlace): ToolsFromResponses {
  if (tools === undefined || tools === null) return { offered: [], declared: [] };
  if (!Array.isArray(tools)) {
    place.notes.refuse(place.parameter, 'must be an array of tools');
    return { offered: [], declared: [] };
  }
  const read = tools.map((tool: unknown, index) => ({
    tool,
    offered: offeredFrom(tool, { ...place, parameter: `${place.parameter}[${index}]` }),
  }));
  return {
    offered: withoutTwins(read.flatMap(({ offered }) => offered)),
    declared: read.flatMap(({ tool, offered }) => (offered.length === 0 ? [] : [tool])),
  };
}

/** Chat APIs refuse a name that is given twice. */
export function withoutTwins(tools: readonly OfferedTool[]): readonly OfferedTool[] {
  const named = new Map<string, OfferedTool>();
  for (const tool of tools) {
    const { name } = tool.chat.function;
    if (!named.has(name)) named.set(name, tool);
  }
  return [...named.values()];
}

/** What chat models are offered. */
export const chatToolsOf = memoizeFrozen((offered: readonly OfferedTool[]): readonly ChatTool[] =>
  offered.map(({ chat }) => chat),
);

function offeredFrom(tool: unknown, place: ToolsPlace, namespace?: string): readonly OfferedTool[] {
  const { parameter, notes } = place;
  if (!isRecord(tool) || typeof tool['type'] !== 'string') {
    notes.refuse(parameter, 'must be an object with a type');
    return [];
  }
  const { type } = tool;
  if (type === 'function') return functionTool(tool, place, namespace);
  if (type === 'custom') return customTool(tool, place, namespace);
  if (type === 'namespace' && namespace === undefined) return namespaceTools(tool, place);
  notes.warn({
    parameter: `tools.${type}`,
    action: 'dropped',
    message: 'only OpenAI itself runs such a tool; chat models call functions',
  });
  return [];
}

function functionTool(tool: Fields, place: ToolsPlace, namespace?: string): readonly OfferedTool[] {
  const identity = identityOf(tool, place, { kind: 'function', namespace });
  if (identity === undefined) return [];
  reportUnread(tool, readOfFunction, place);
  const { description, parameters, strict } = tool;
  return [
    {
      identity,
      chat: {
        type: 'function',
        function: {
          name: place.names.chatNameOf(identity),
          ...(typeof description === 'string' ? { description } : {}),
          ...(isRecord(parameters) ? { parameters } : {}),
          ...(typeof strict === 'boolean' ? { strict } : {}),
        },
      },
    },
  ];
}

/** A tool whose input is free text: a function with that text as its only argument. */
function customTool(tool: Fields, place: ToolsPlace, namespace?: string): readonly OfferedTool[] {
  const identity = identityOf(tool, place, { kind: 'custom', namespace });
  if (identity === undefined) return [];
  reportUnread(tool, readOfCustom, place);
  const described = typeof tool['description'] === 'string' ? [tool['description']] : [];
  const description = [...described, ...grammarNote(tool['format'], place.notes)].join('\n\n');
  return [
    {
      identity,
      chat: {
        type: 'function',
        function: {
          name: place.names.chatNameOf(identity),
          ...(description === '' ? {} : { description }),
          parameters: {
            type: 'object',
            properties: {
              input: { type: 'string', description: 'The whole input of the tool, as plain text.' },
            },
            required: ['input'],
            additionalProperties: false,
          },
        },
      },
    },
  ];
}

/** No chat API constrains text by a grammar, so the model is told of it instead. */
function grammarNote(format: unknown, notes: TranslationNotes): string[] {
  if (!isRecord(format) || format['type'] !== 'grammar') return [];
  const { syntax, definition } = format;
  notes.warn({
    parameter: 'tools.custom.format',
    action: 'changed',
    message: 'told to the model in the description: no chat API holds it to a grammar',
  });
  if (typeof definition !== 'string') return [];
  return [`The input must follow this ${typeof syntax === 'string' ? syntax : ''} grammar:\n${definition}`];
}

function namespaceTools(tool: Fields, place: ToolsPlace): readonly OfferedTool[] {
  const { name, description, tools } = tool;
  if (typeof name !== 'string' || name === '' || !Array.isArray(tools)) {
    place.notes.refuse(place.parameter, 'must have a name and tools');
    return [];
  }
  reportUnread(tool, readOfNamespace, place);
  const offered = tools.flatMap((inner: unknown, index) =>
    offeredFrom(inner, { ...place, parameter: `${place.parameter}.tools[${index}]` }, name),
  );
  if (typeof description !== 'string' || description === '') return offered;
  // Chat APIs know no groups: what is said of the group is said once, before its first function.
  return offered.map((one, index) => (index === 0 ? describedBefore(one, description) : one));
}

function describedBefore({ identity, chat }: OfferedTool, group: string): OfferedTool {
  const { description: own } = chat.function;
  const description = own === undefined ? group : `${group}\n\n${own}`;
  return { identity, chat: { ...chat, function: { ...chat.function, description } } };
}

function identityOf(
  tool: Fields,
  { parameter, notes }: ToolsPlace,
  { kind, namespace }: { readonly kind: ToolIdentity['kind']; readonly namespace: string | undefined },
): ToolIdentity | undefined {
  if (typeof tool['name'] === 'string' && tool['name'] !== '') {
    return { kind, name: tool['name'], ...(namespace === undefined ? {} : { namespace }) };
  }
  notes.refuse(`${parameter}.name`, 'must be the name of the tool');
  return undefined;
}

function reportUnread(tool: Fields, read: ReadonlySet<string>, { notes }: ToolsPlace): void {
  reportOthers(tool, read, { prefix: 'tools.', message: 'no chat API has a word for it', notes });
}
