import type { ChatCompletionChunk, ChunkChoice } from '@reg/core';
import { expect, it } from 'vitest';
import { context } from '../../test/decode-context.js';
import { expectDone, type ExpectedEnd } from './expect-done.js';

function chunk(...choices: ChunkChoice[]): ChatCompletionChunk {
  return { id: 'c', object: 'chat.completion.chunk', created: 1, model: 'm', choices };
}

const said = (index = 0): ChunkChoice => ({ index, delta: { content: 'a' }, finish_reason: null });
const nothing = (index = 0): ChunkChoice => ({ index, delta: { role: 'assistant' }, finish_reason: null });
const ended = (finish_reason: ChunkChoice['finish_reason'], index = 0): ChunkChoice => ({
  index,
  delta: {},
  finish_reason,
});

function outcome(
  chunks: readonly ChatCompletionChunk[],
  finish: (end: ExpectedEnd) => void,
  doneRequired = true,
): string {
  const end = expectDone(context, doneRequired);
  for (const one of chunks) end.see(one);
  try {
    finish(end);
    return 'complete';
  } catch (error) {
    return (error as { kind?: string }).kind ?? String(error);
  }
}

const done = (end: ExpectedEnd): void => {
  end.done();
};
const closed = (end: ExpectedEnd): void => {
  end.closed();
};

it.each([
  ['an answer with its finish', [chunk(said()), chunk(ended('stop'))], 'complete'],
  ['tokens used up by reasoning that is not shown', [chunk(nothing()), chunk(ended('length'))], 'complete'],
  ['a filtered answer', [chunk(ended('content_filter'))], 'complete'],
  [
    'two choices that both finished',
    [chunk(said(), said(1)), chunk(ended('stop')), chunk(ended('stop', 1))],
    'complete',
  ],
  ['something said after the finish', [chunk(said()), chunk(ended('stop')), chunk(said())], 'complete'],
  ['no finish', [chunk(said())], 'stream_truncated'],
  ['one choice of two unfinished', [chunk(said(), said(1)), chunk(ended('stop'))], 'stream_truncated'],
  [
    'a choice that began after the other finished',
    [chunk(ended('stop')), chunk(said(1))],
    'stream_truncated',
  ],
  ['nothing', [], 'stream_truncated'],
  ['a finish of nothing', [chunk(nothing()), chunk(ended('stop'))], 'malformed_response'],
  ['calls that are not there', [chunk(ended('tool_calls'))], 'malformed_response'],
])('[DONE] after %s', (_, chunks, expected) => {
  expect(outcome(chunks, done)).toBe(expected);
});

it('a closed connection is an end only where [DONE] is not required', () => {
  const whole = [chunk(said()), chunk(ended('stop'))];
  expect(outcome(whole, closed)).toBe('stream_truncated');
  expect(outcome(whole, closed, false)).toBe('complete');
  expect(outcome([chunk(said())], closed, false)).toBe('stream_truncated');
});
