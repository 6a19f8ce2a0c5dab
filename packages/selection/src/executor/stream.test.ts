import {
  APIUserAbortError,
  DeadlineExceededError,
  MalformedResponseError,
  StreamTruncatedError,
  type ChatCompletionChunk,
  type ChatRequest,
} from '@reg/core';
import { createManualClock } from '@reg/testkit';
import { describe, expect, it } from 'vitest';
import { aCandidate } from '../testing-fixtures/candidates.js';
import { runToEnd } from '../testing-fixtures/run-to-end.js';
import { aChunk, usageChunk, wireUsage, type Turn } from '../testing-fixtures/scripted-directory.js';
import { createScriptedRegistry } from '../testing-fixtures/scripted-registry.js';
import { reportOf } from './report-of.js';
import type { CallOptions, RoutedStream } from './routed-answer.js';

const request: ChatRequest = { model: 'auto', messages: [{ role: 'user', content: 'Good morning.' }] };
const candidates = [aCandidate('a/1'), aCandidate('b/2', { providerPriority: 1 })];

function registry(turns: Readonly<Record<string, readonly Turn[]>>) {
  const clock = createManualClock();
  const scripted = createScriptedRegistry({ candidates, clock, turns });
  const open = (options?: CallOptions, changes?: Partial<ChatRequest>): Promise<RoutedStream> =>
    runToEnd(clock, scripted.executor.stream({ ...request, ...changes }, options));
  return { clock, ...scripted, open };
}

async function readAll(stream: AsyncIterable<ChatCompletionChunk>): Promise<ChatCompletionChunk[]> {
  const chunks: ChatCompletionChunk[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return chunks;
}

const textOf = (chunks: readonly ChatCompletionChunk[]): string =>
  chunks.map(({ choices }) => choices[0]?.delta.content ?? '').join('');

const caught = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => {
      throw new Error('it was expected to fail');
    },
    (error: unknown) => error,
  );

describe('stream', () => {
  it('passes every chunk on, and tells usage, cost and attempts at its end', async () => {
    const { open, clock, ended, directory } = registry({
      'a/1': [{ text: 'hello', usage: wireUsage(10, 5) }],
    });
    const stream = await open();
    expect(stream.report).toMatchObject({ provider: 'a', model: '1', attempts: [] });
    expect(ended).toEqual([]);
    const chunks = await runToEnd(clock, readAll(stream));
    expect(textOf(chunks)).toBe('hello');
    expect(chunks[0]?.choices[0]?.delta.role).toBe('assistant');
    const report = await stream.finished;
    expect(report.usage).toMatchObject({ inputTokens: 10, outputTokens: 5 });
    expect(report.costUsd).toBeCloseTo(20e-6, 12);
    expect(report.attempts.map(({ outcome }) => outcome)).toEqual(['success']);
    expect(ended).toEqual([{ report }]);
    expect(directory.calls[0]?.request.stream).toBe(true);
  });

  it('shows usage only to a caller who asked for it', async () => {
    const turns = {
      'a/1': [
        {
          chunks: [
            aChunk({ content: 'x' }),
            { ...aChunk({}, 'stop'), usage: wireUsage(1, 1) },
            usageChunk(wireUsage(2, 2)),
          ],
        },
      ],
    };
    const silent = registry(turns);
    const unasked = await runToEnd(silent.clock, readAll(await silent.open()));
    expect(unasked.map((chunk) => 'usage' in chunk)).toEqual([false, false]);
    const telling = registry(turns);
    const stream = await telling.open({}, { stream_options: { include_usage: true } });
    const asked = await runToEnd(telling.clock, readAll(stream));
    expect(asked.map(({ usage }) => usage?.prompt_tokens)).toEqual([undefined, 1, 2]);
    expect((await stream.finished).usage.inputTokens).toBe(2);
  });

  it('estimates the usage that was asked for where the vendor tells none', async () => {
    const { open, clock } = registry({
      'a/1': [{ chunks: [aChunk({ content: 'word '.repeat(50) }), aChunk({}, 'stop')] }],
    });
    const asking = { stream_options: { include_usage: true } };
    const chunks = await runToEnd(clock, readAll(await open({ hints: { estimatedTokens: 77 } }, asking)));
    expect(chunks.map((chunk) => chunk.usage?.estimated)).toEqual([undefined, undefined, true]);
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { prompt_tokens: 77 } });
    expect(chunks.at(-1)?.usage?.completion_tokens).toBeGreaterThan(50);
  });

  it.each([
    ['before the first chunk', { fails: 'overloaded' } as Turn],
    [
      'after an empty first chunk',
      { chunks: [aChunk({ role: 'assistant', content: '' })], breaks: 'stream_truncated' } as Turn,
    ],
    ['by ending without a word', { chunks: [] } as Turn],
    [
      'with a tool call that has no name yet',
      { chunks: [aChunk({ tool_calls: [{ index: 0 }] })], breaks: 'connection' } as Turn,
    ],
  ])('fails over without the reader noticing when a vendor fails %s', async (_when, turn) => {
    const { open, clock } = registry({ 'a/1': [turn], 'b/2': [{ text: 'fine' }] });
    const stream = await open();
    expect(textOf(await runToEnd(clock, readAll(stream)))).toBe('fine');
    const report = await stream.finished;
    expect(report).toMatchObject({ provider: 'b', fallback: true });
    expect(report.attempts.at(-1)?.outcome).toBe('success');
    expect(report.attempts.length).toBeGreaterThan(1);
  });

  it.each([
    ['reasoning', aChunk({ reasoning_content: 'Hm.' })],
    ['the name of a tool', aChunk({ tool_calls: [{ index: 0, function: { name: 'look' } }] })],
    ['a refusal', aChunk({ refusal: 'No.' })],
  ])('does not fail over any more after %s', async (_what, chunk) => {
    const { open, clock, directory } = registry({ 'a/1': [{ chunks: [chunk], breaks: 'stream_truncated' }] });
    const stream = await open();
    const error = await runToEnd(clock, caught(readAll(stream)));
    expect(error).toBeInstanceOf(StreamTruncatedError);
    const report = await stream.finished;
    expect(report.attempts.map(({ outcome }) => outcome)).toEqual(['stream_truncated']);
    expect(reportOf(error)).toEqual(report);
    expect(directory.calls).toHaveLength(1);
  });

  it('counts what a broken stream used until it broke', async () => {
    const { open, clock } = registry({
      'a/1': [{ chunks: [aChunk({ content: 'word '.repeat(50) })], breaks: 'connection' }],
    });
    const stream = await open({ hints: { estimatedTokens: 500 } });
    await runToEnd(clock, caught(readAll(stream)));
    const { usage, costUsd } = await stream.finished;
    expect(usage.inputTokens).toBe(500);
    expect(usage.outputTokens).toBeGreaterThan(50);
    expect(costUsd).toBeGreaterThan(0);
  });

  it('passes an answer on that is whole but empty', async () => {
    const { open, clock } = registry({
      'a/1': [{ chunks: [aChunk({ role: 'assistant' }), aChunk({}, 'length')] }],
    });
    const stream = await open();
    const chunks = await runToEnd(clock, readAll(stream));
    expect(chunks.at(-1)?.choices[0]?.finish_reason).toBe('length');
    expect((await stream.finished).attempts.map(({ outcome }) => outcome)).toEqual(['success']);
  });

  it('throws what the last attempt failed of when nobody answers', async () => {
    const { open } = registry({ 'a/1': [{ chunks: [] }], 'b/2': [{ chunks: [] }] });
    const error = await caught(open());
    expect((error as Error).cause).toBeInstanceOf(MalformedResponseError);
  });

  it('closes upstream when the reader leaves, records what was used, and blames nobody', async () => {
    const { open, directory, ended } = registry({ 'a/1': [{ text: 'a long answer' }] });
    const stream = await open();
    for await (const chunk of stream) if (chunk.choices[0]?.delta.content === 'l') break;
    const report = await stream.finished;
    expect(report.attempts.map(({ outcome }) => outcome)).toEqual(['aborted']);
    expect(report.usage.outputTokens).toBeGreaterThan(0);
    expect(directory.left).toEqual(['a/1']);
    expect(ended).toHaveLength(1);
    expect(ended[0]?.error).toBeInstanceOf(APIUserAbortError);
  });

  it('counts as answered when the reader leaves after the finish reason', async () => {
    const { open } = registry({ 'a/1': [{ text: 'ab', usage: wireUsage(1, 1) }] });
    const stream = await open();
    for await (const chunk of stream) if (chunk.choices[0]?.finish_reason === 'stop') break;
    expect((await stream.finished).attempts.map(({ outcome }) => outcome)).toEqual(['success']);
  });

  it('closes upstream when the reader leaves before reading, and while it waits', async () => {
    const { open, clock, directory } = registry({ 'a/1': [{ text: 'abc', betweenMs: 1_000 }] });
    const unread = await open();
    await unread[Symbol.asyncIterator]().return?.();
    expect((await unread.finished).attempts.map(({ outcome }) => outcome)).toEqual(['aborted']);
    const waiting = await open();
    const iterator = waiting[Symbol.asyncIterator]();
    await iterator.next();
    await iterator.next();
    const pending = iterator.next();
    await iterator.return?.();
    expect(await pending).toEqual({ done: true, value: undefined });
    await runToEnd(clock, waiting.finished);
    await clock.advance(2_000);
    expect(directory.left).toEqual(['a/1', 'a/1']);
  });

  it('ends with the deadline in the middle of an answer, although the provider does not listen', async () => {
    const { open, clock } = registry({ 'a/1': [{ text: 'slow', betweenMs: 1_000, deaf: true }] });
    const stream = await open({ deadlineMs: 3_500 });
    const error = await runToEnd(clock, caught(readAll(stream)));
    expect(error).toBeInstanceOf(DeadlineExceededError);
    expect((error as DeadlineExceededError).attempts.map(({ outcome }) => outcome)).toEqual([
      'deadline_exceeded',
    ]);
    expect((await stream.finished).attempts).toHaveLength(1);
  });

  it('ends when the caller aborts while nobody reads', async () => {
    const { open, clock, directory } = registry({ 'a/1': [{ text: 'abc', betweenMs: 100 }] });
    const controller = new AbortController();
    const stream = await open({ signal: controller.signal });
    controller.abort();
    const report = await runToEnd(clock, stream.finished);
    expect(report.attempts.map(({ outcome }) => outcome)).toEqual(['aborted']);
    expect(await caught(readAll(stream))).toBeInstanceOf(APIUserAbortError);
    expect(directory.left).toEqual(['a/1']);
  });

  it('can be read once, and in turn by a reader that does not wait', async () => {
    const { open, clock } = registry({ 'a/1': [{ text: 'abc', betweenMs: 10 }] });
    const stream = await open();
    const iterator = stream[Symbol.asyncIterator]();
    expect(() => stream[Symbol.asyncIterator]()).toThrow('only once');
    const steps = Array.from({ length: 7 }, () => iterator.next());
    const read = await runToEnd(clock, Promise.all(steps));
    expect(textOf(read.flatMap((step) => (step.done === true ? [] : [step.value])))).toBe('abc');
    expect(read.map(({ done }) => done === true)).toEqual([false, false, false, false, false, true, true]);
  });

  it('lets a vendor through that sends nothing but empty chunks for very long', async () => {
    const empty = Array.from({ length: 300 }, () => aChunk({ content: '' }));
    const { open, clock, directory } = registry({
      'a/1': [{ chunks: [...empty, aChunk({ content: 'x' }, 'stop')] }],
    });
    const stream = await open();
    expect(textOf(await runToEnd(clock, readAll(stream)))).toBe('x');
    expect(directory.calls).toHaveLength(1);
  });
});
