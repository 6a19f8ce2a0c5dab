import { deepFreeze, type ChatTool } from '@reg/core';
import { expect, it, vi } from 'vitest';
import { memoizeTools } from './memoize-tools.js';

const tools = (): ChatTool[] => [{ type: 'function', function: { name: 'read' } }, { type: 'retrieval' }];

it('accepts tools that come with every request once, and tells of it each time', () => {
  const accept = vi.fn((given: readonly ChatTool[], warn: (warning: never) => void) => {
    warn({ parameter: 'tools', action: 'dropped', message: 'functions only' } as never);
    return given.filter(({ type }) => type === 'function');
  });
  const accepted = memoizeTools(accept);
  const warn = vi.fn();
  const fixed = deepFreeze(tools());
  const first = accepted(fixed, warn);
  expect(accepted(fixed, warn)).toBe(first);
  expect(first).toEqual([tools()[0]]);
  expect(accept).toHaveBeenCalledTimes(1);
  expect(warn).toHaveBeenCalledTimes(2);
});

it('accepts others anew: they may have changed', () => {
  const accepted = memoizeTools((given) => [...given]);
  const given = tools();
  const warn = vi.fn();
  expect(accepted(given, warn)).toHaveLength(2);
  given.pop();
  expect(accepted(given, warn)).toHaveLength(1);
});
