import type { ChatCompletionChunk, ChunkChoice, WireUsage } from '@reg/core';
import { expect, it } from 'vitest';
import { holdEnd } from './hold-end.js';

function chunk(choices: ChunkChoice[], usage?: WireUsage | null): ChatCompletionChunk {
  const base = { id: 'c', object: 'chat.completion.chunk', created: 1, model: 'm', choices } as const;
  return usage === undefined ? base : { ...base, usage };
}

const said = (content: string, index = 0): ChunkChoice => ({
  index,
  delta: { content },
  finish_reason: null,
});
const ended = (reason: ChunkChoice['finish_reason'], index = 0, delta = {}): ChunkChoice => ({
  index,
  delta,
  finish_reason: reason,
});
const counts = (total_tokens: number): WireUsage => ({
  prompt_tokens: 1,
  completion_tokens: 1,
  total_tokens,
});

function play(chunks: readonly ChatCompletionChunk[]) {
  const held = holdEnd();
  const passed = chunks.map((one) => held.take(one)).filter((one) => one !== undefined);
  return { passed, finish: held.finish(), usage: held.usage() };
}

it('passes on what is said at once', () => {
  const chunks = [chunk([said('a')]), chunk([said('b')], null), chunk([])];
  expect(play(chunks)).toEqual({ passed: chunks, finish: undefined, usage: undefined });
});

it('keeps a finish that something is said with, and what is said after it', () => {
  const tool = { tool_calls: [{ index: 0, id: 'a', function: { name: 'f' } }] };
  const other = { tool_calls: [{ index: 1, id: 'b', function: { name: 'g' } }] };
  const { passed, finish } = play([
    chunk([ended('tool_calls', 0, tool)]),
    chunk([ended('tool_calls', 0, other)]),
  ]);
  expect(passed.flatMap(({ choices }) => choices)).toEqual([
    { index: 0, delta: tool, finish_reason: null },
    { index: 0, delta: other, finish_reason: null },
  ]);
  expect(finish).toEqual(chunk([ended('tool_calls')]));
});

it('gives every choice one finish, with what stands beside it', () => {
  const filtered = { ...ended('stop', 1), stop_reason: 7 };
  const { passed, finish } = play([
    chunk([said('a'), said('b', 1)]),
    chunk([ended('stop')]),
    chunk([filtered]),
  ]);
  expect(passed).toHaveLength(1);
  expect(finish?.choices).toEqual([ended('stop'), filtered]);
});

it('gives the last usage once and never a sum', () => {
  const { passed, finish, usage } = play([
    chunk([said('a')], counts(2)),
    chunk([ended('stop')], counts(3)),
    { ...chunk([], counts(4)), web_search: [] },
  ]);
  expect([...passed, finish].some((one) => one !== undefined && 'usage' in one)).toBe(false);
  expect(usage).toEqual({ ...chunk([], counts(4)), web_search: [] });
});

it('moves usage from the finish into a chunk of its own', () => {
  expect(play([chunk([ended('stop')], counts(3))])).toEqual({
    passed: [],
    finish: chunk([ended('stop')]),
    usage: chunk([], counts(3)),
  });
});
