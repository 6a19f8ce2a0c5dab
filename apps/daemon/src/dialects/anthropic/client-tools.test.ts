import { describe, expect, it } from 'vitest';
import { clientToolOf } from './client-tools.js';
import { parseMessagesBody } from './parse-messages-body.js';

interface Schema {
  readonly properties: Readonly<Record<string, { readonly enum?: readonly string[] }>>;
  readonly required: readonly string[];
}

const edits = ['view', 'create', 'str_replace', 'insert'];
const editing = ['command', 'path', 'file_text', 'old_str', 'insert_line', 'view_range', 'new_str'];

describe("a tool of Anthropic's that the client runs", () => {
  it.each<[string, readonly string[] | undefined, readonly string[], readonly string[]]>([
    ['bash_20241022', undefined, ['command', 'restart'], []],
    ['bash_20250124', undefined, ['command', 'restart'], []],
    ['text_editor_20241022', [...edits, 'undo_edit'], editing, ['command', 'path']],
    ['text_editor_20250124', [...edits, 'undo_edit'], editing, ['command', 'path']],
    ['text_editor_20250429', edits, [...editing, 'insert_text'], ['command', 'path']],
    ['text_editor_20250728', edits, [...editing, 'insert_text'], ['command', 'path']],
    [
      'memory_20250818',
      [...edits, 'delete', 'rename'],
      [...editing, 'insert_text', 'old_path', 'new_path'],
      ['command'],
    ],
  ])('%s is told to the model with its published input', (type, commands, properties, required) => {
    const tool = clientToolOf({ type, name: 'any' });
    const schema = tool?.parameters as unknown as Schema;
    expect(tool?.description).toMatch(/\w/);
    expect(Object.keys(schema.properties).toSorted()).toEqual(properties.toSorted());
    expect(schema.properties['command']?.enum).toEqual(commands);
    expect(schema.required).toEqual(required);
  });

  it.each(['web_search_20250305', 'code_execution_20250825', 'bash_20991231', '__proto__', undefined, 7])(
    'is not %s',
    (type) => {
      expect(clientToolOf({ type, name: 'bash' })).toBeUndefined();
    },
  );

  it('keeps the name that the client has for it, is told of its limit, and can be forced', () => {
    const { request, warnings } = parseMessagesBody({
      messages: [{ role: 'user', content: 'hi' }],
      tools: [{ type: 'text_editor_20250728', name: 'str_replace_based_edit_tool', max_characters: 500 }],
      tool_choice: { type: 'tool', name: 'str_replace_based_edit_tool' },
    });
    expect(warnings).toEqual([]);
    expect(request.tools?.[0]?.function).toMatchObject({
      name: 'str_replace_based_edit_tool',
      description: expect.stringContaining('At most 500 characters'),
    });
    expect(request.tool_choice).toEqual({
      type: 'function',
      function: { name: 'str_replace_based_edit_tool' },
    });
  });
});
