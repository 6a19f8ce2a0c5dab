/** What a model must be told of a tool that Anthropic's models know without being told. */
export interface ClientTool {
  readonly description: string;
  /** JSON Schema of its input. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

/**
 * Tools that Anthropic defines and the client runs: they come without a schema, because Anthropic's models have it in
 * them. Other models are offered them as functions, and the client gets the calls that it knows how to run. Commands and
 * parameters as published: platform.claude.com/docs/en/agents-and-tools/tool-use (pages bash-tool, text-editor-tool,
 * memory-tool) and `src/tool` of @ai-sdk/anthropic 4.0.105, 2026-11-23. Other dates in a type may mean another input,
 * so each is listed.
 */
export function clientToolOf({
  type,
  max_characters: limit,
}: Readonly<Record<string, unknown>>): ClientTool | undefined {
  const tool = typeof type === 'string' ? clientTools.get(type) : undefined;
  if (tool === undefined || typeof limit !== 'number') return tool;
  return { ...tool, description: `${tool.description} At most ${limit} characters of a file are shown.` };
}

/**
 * Fields of such a tool that are carried over, or that change nothing about what a model does. `strict` is none of
 * them: it is for schemas without parameters that may be left out.
 */
export const clientToolFields: ReadonlySet<string> = new Set([
  'type',
  'name',
  'cache_control',
  'max_characters',
]);

type Properties = Readonly<Record<string, unknown>>;

function input(properties: Properties, required: readonly string[]): ClientTool['parameters'] {
  return { type: 'object', properties, required };
}

const text = (description: string) => ({ type: 'string', description });
const command = (names: readonly string[]) => ({ type: 'string', enum: names, description: 'What to do.' });

const bash: ClientTool = {
  description:
    'Runs a command in a bash session that stays open: directory and variables are kept between calls.',
  parameters: input(
    {
      command: text('The command to run. Needed unless the session is restarted.'),
      restart: { type: 'boolean', description: 'true: starts the session anew, and runs nothing.' },
    },
    [],
  ),
};

const files = {
  path: text('Absolute path of the file or directory.'),
  file_text: text('For create: what the file is to hold.'),
  old_str: text('For str_replace: the text to replace, exactly as it is in the file, where it occurs once.'),
  insert_line: { type: 'integer', description: 'For insert: the line after which; 0 is the beginning.' },
  view_range: {
    type: 'array',
    items: { type: 'integer' },
    minItems: 2,
    maxItems: 2,
    description: 'For view of a file: first and last line, from 1; -1 as the last is the end.',
  },
};
const insertText = text('For insert: the text to insert.');
const newText = 'For str_replace: the text that comes instead; without it the old text goes.';
const fileCommands = ['view', 'create', 'str_replace', 'insert'];

const fileEditor: ClientTool = {
  description: 'Shows, creates and changes text files, and lists directories.',
  parameters: input(
    { command: command(fileCommands), ...files, new_str: text(newText), insert_text: insertText },
    ['command', 'path'],
  ),
};

/** Inserts what stands in `new_str`, and takes changes back. */
const olderFileEditor: ClientTool = {
  description: fileEditor.description,
  parameters: input(
    {
      command: command([...fileCommands, 'undo_edit']),
      ...files,
      new_str: text(`${newText} For insert: the text to insert.`),
    },
    ['command', 'path'],
  ),
};

const memory: ClientTool = {
  description:
    'Keeps notes in files below /memories, which are still there in later conversations. View that directory before you begin.',
  parameters: input(
    {
      command: command([...fileCommands, 'delete', 'rename']),
      ...files,
      path: text('Path below /memories, for every command but rename.'),
      new_str: text('For str_replace: the text that comes instead.'),
      insert_text: insertText,
      old_path: text('For rename: what it is called now.'),
      new_path: text('For rename: what it is to be called.'),
    },
    ['command'],
  ),
};

const clientTools: ReadonlyMap<string, ClientTool> = new Map([
  ['bash_20241022', bash],
  ['bash_20250124', bash],
  ['text_editor_20241022', olderFileEditor],
  ['text_editor_20250124', olderFileEditor],
  ['text_editor_20250429', fileEditor],
  ['text_editor_20250728', fileEditor],
  ['memory_20250818', memory],
]);
