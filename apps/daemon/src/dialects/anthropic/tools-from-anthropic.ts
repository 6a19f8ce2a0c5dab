import { memoizeFrozen, type ChatRequest, type ChatTool, type ToolChoice } from '@reg/core';
import { isRecord } from '../../http/field-check.js';
import { createTranslationNotes, type TranslationNotes } from '../translation-notes.js';
import { clientToolFields, clientToolOf } from './client-tools.js';

type Tool = Readonly<Record<string, unknown>>;

/** Fields of a tool that are carried over, or that change nothing about what a model does. */
const knownFields: ReadonlySet<string> = new Set([
  'type',
  'name',
  'description',
  'input_schema',
  'strict',
  'cache_control',
  'eager_input_streaming',
]);

/** `tools` and `tool_choice` as chat APIs have them. */
export function toolsFromAnthropic(
  { tools, tool_choice: choice }: Readonly<Record<string, unknown>>,
  notes: TranslationNotes,
): Pick<ChatRequest, 'tools' | 'tool_choice' | 'parallel_tool_calls'> {
  const offered = offeredTools(tools, notes);
  const wish = choice === undefined || choice === null ? {} : choiceFrom(choice, offered, notes);
  return { ...(offered.length === 0 ? {} : { tools: offered }), ...wish };
}

function offeredTools(tools: unknown, notes: TranslationNotes): readonly ChatTool[] {
  if (tools === undefined || tools === null) return [];
  if (!Array.isArray(tools)) {
    notes.refuse('tools', 'must be an array');
    return [];
  }
  const read = readTools(tools);
  notes.add(read);
  return read.offered;
}

const readTools = memoizeFrozen((tools: readonly unknown[]) => {
  const notes = createTranslationNotes();
  const offered = tools.flatMap((tool, index) => toolFrom(tool, `tools[${index}]`, notes) ?? []);
  const { warnings, problems } = notes;
  return { offered, warnings, problems };
});

function toolFrom(tool: unknown, parameter: string, notes: TranslationNotes): ChatTool | undefined {
  // Sets of tools have no name of their own: those of an MCP server, and those for screens and browsers.
  if (isRecord(tool) && tool['name'] === undefined && /toolset/.test(String(tool['type'])))
    return withoutSchema(tool, parameter, notes);
  if (!isRecord(tool) || typeof tool['name'] !== 'string' || tool['name'] === '') {
    notes.refuse(parameter, 'must be an object with a name');
    return undefined;
  }
  const { name, description, input_schema: parameters, strict } = tool;
  if (!isRecord(parameters)) return clientToolFrom(tool, notes) ?? withoutSchema(tool, parameter, notes);
  if (description !== undefined && description !== null && typeof description !== 'string') {
    notes.refuse(`${parameter}.description`, 'must be a string');
  }
  reportFields(tool, notes, knownFields);
  return {
    type: 'function',
    function: {
      name: String(name),
      ...(typeof description === 'string' ? { description } : {}),
      parameters,
      ...(typeof strict === 'boolean' ? { strict } : {}),
    },
  };
}

function clientToolFrom(tool: Tool, notes: TranslationNotes): ChatTool | undefined {
  const known = clientToolOf(tool);
  if (known === undefined) return undefined;
  reportFields(tool, notes, clientToolFields);
  return { type: 'function', function: { name: String(tool['name']), ...known } };
}

/** Other tools that Anthropic defines: its servers run them, or its models alone know how to call them. */
function withoutSchema({ type, name }: Tool, parameter: string, notes: TranslationNotes): undefined {
  if (type === undefined || type === null || type === 'custom') {
    notes.refuse(`${parameter}.input_schema`, 'must be an object');
    return;
  }
  const message = `"${String(type)}" is Anthropic's own; no chat model knows or runs it`;
  notes.warn({ parameter: `tools.${String(name ?? type)}`, action: 'dropped', message });
}

function reportFields(tool: Tool, notes: TranslationNotes, carried: ReadonlySet<string>): void {
  for (const [field, value] of Object.entries(tool)) {
    if (carried.has(field) || value === null || value === undefined || value === false) continue;
    const message = 'chat APIs have no such field of a tool; the tool is offered like any other';
    notes.warn({ parameter: `tools.${field}`, action: 'dropped', message });
  }
}

const plainChoices: ReadonlyMap<unknown, ToolChoice> = new Map([
  ['auto', 'auto'],
  ['any', 'required'],
  ['none', 'none'],
]);

function choiceFrom(
  choice: unknown,
  offered: readonly ChatTool[],
  notes: TranslationNotes,
): Pick<ChatRequest, 'tool_choice' | 'parallel_tool_calls'> {
  const { type, name, disable_parallel_tool_use: serial } = isRecord(choice) ? choice : {};
  const wanted = type === 'tool' ? namedChoice(name, offered, notes) : plainChoices.get(type);
  if (wanted === undefined) {
    notes.refuse('tool_choice', 'must be { type: "auto" | "any" | "none" } or { type: "tool", name }');
    return {};
  }
  if (offered.length === 0) {
    const message = 'there is no tool left to choose';
    if (wanted !== 'auto' && wanted !== 'none') {
      notes.warn({ parameter: 'tool_choice', action: 'dropped', message });
    }
    return {};
  }
  return { tool_choice: wanted, ...(serial === true ? { parallel_tool_calls: false } : {}) };
}

/** A tool that was left out cannot be forced: the model chooses, and the client is told. */
function namedChoice(
  name: unknown,
  offered: readonly ChatTool[],
  notes: TranslationNotes,
): ToolChoice | undefined {
  if (typeof name !== 'string') return undefined;
  if (offered.some((tool) => tool.function?.name === name)) return { type: 'function', function: { name } };
  if (offered.length > 0) {
    const message = `sent as "auto": "${name}" is not among the tools that could be offered`;
    notes.warn({ parameter: 'tool_choice', action: 'changed', message });
  }
  return offered.length > 0 ? 'auto' : 'required';
}
