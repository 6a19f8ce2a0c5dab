import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createToolNames, type ToolIdentity } from './tool-names.js';

describe('the names of tools', () => {
  it.each<[ToolIdentity, RegExp]>([
    [{ kind: 'function', name: 'look' }, /^look$/],
    [{ kind: 'custom', name: 'patch' }, /^patch$/],
    [{ kind: 'function', name: 'read', namespace: 'files' }, /^files__read$/],
    [{ kind: 'function', name: 'a.b c' }, /^a_b_c_[0-9a-f]{8}$/],
    [{ kind: 'function', name: 'x'.repeat(70) }, /^x{55}_[0-9a-f]{8}$/],
  ])('turn %j into one that chat APIs take', (tool, name) => {
    expect(createToolNames().chatNameOf(tool)).toMatch(name);
  });

  it('keep apart what would be called alike', () => {
    const names = createToolNames();
    const flat: ToolIdentity = { kind: 'function', name: 'files__read' };
    const grouped: ToolIdentity = { kind: 'function', name: 'read', namespace: 'files' };
    expect(names.chatNameOf(flat)).toBe('files__read');
    expect(names.chatNameOf(grouped)).toMatch(/^files__read_[0-9a-f]{8}$/);
    expect(names.toolOf(names.chatNameOf(grouped))).toEqual(grouped);
  });

  it('take an invented name for a function’s', () => {
    expect(createToolNames().toolOf('made_up')).toEqual({ kind: 'function', name: 'made_up' });
  });

  it('lead back to the same tool, whatever it is called', () => {
    const tool = fc.record(
      {
        kind: fc.constantFrom('function' as const, 'custom' as const),
        name: fc.string({ minLength: 1, maxLength: 90 }),
        namespace: fc.string({ minLength: 1, maxLength: 30 }),
      },
      { requiredKeys: ['kind', 'name'] },
    );
    fc.assert(
      fc.property(fc.uniqueArray(tool, { selector: (one) => JSON.stringify(one) }), (tools) => {
        const names = createToolNames();
        const chatNames = tools.map((one) => names.chatNameOf(one as ToolIdentity));
        expect(new Set(chatNames).size).toBe(tools.length);
        for (const [index, chatName] of chatNames.entries()) {
          expect(chatName).toMatch(/^[A-Za-z0-9_-]{1,64}$/);
          expect(names.toolOf(chatName)).toEqual(tools[index]);
          expect(names.chatNameOf(tools[index] as ToolIdentity)).toBe(chatName);
        }
      }),
    );
  });
});
