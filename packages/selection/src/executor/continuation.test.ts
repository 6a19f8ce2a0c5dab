import { StreamTruncatedError, type ChatCompletionChunk, type ChatRequest } from '@reg/core';
import { createManualClock } from '@reg/testkit';
import { describe, expect, it } from 'vitest';
import { aCandidate, aPolicy } from '../testing-fixtures/candidates.js';
import { runToEnd } from '../testing-fixtures/run-to-end.js';
import { aChunk, usageChunk, wireUsage, type Turn } from '../testing-fixtures/scripted-directory.js';
import { createScriptedRegistry } from '../testing-fixtures/scripted-registry.js';
import type { CallOptions } from './routed-answer.js';

const request: ChatRequest = {
  model: 'auto',
  messages: [{ role: 'user', content: 'Tell me a story.' }],
  stream_options: { include_usage: true },
};
const two = [aCandidate('a/1'), aCandidate('b/2', { providerPriority: 1 })];
const broken = (text: string, breaks: Turn['breaks'] = 'idle_timeout'): Turn => ({
  chunks: [aChunk({ role: 'assistant', content: '' }), ...[...text].map((content) => aChunk({ content }))],
  ...(breaks === undefined ? {} : { breaks }),
});
const continues: CallOptions = { onStreamBreak: 'continue', hints: { estimatedTokens: 10 } };

function registry(
  turns: Readonly<Record<string, readonly Turn[]>>,
  options: Partial<Parameters<typeof createScriptedRegistry>[0]> = {},
) {
  const clock = createManualClock();
  return { clock, ...createScriptedRegistry({ candidates: two, clock, turns, ...options }) };
}

async function read(
  { executor, clock }: ReturnType<typeof registry>,
  options: CallOptions = continues,
  asked: ChatRequest = request,
) {
  const stream = await runToEnd(clock, executor.stream(asked, options));
  const chunks: ChatCompletionChunk[] = [];
  const reading = (async () => {
    for await (const chunk of stream) chunks.push(chunk);
  })().then(
    () => undefined,
    (error: unknown) => error,
  );
  const error = await runToEnd(clock, reading);
  const text = chunks.map((chunk) => chunk.choices[0]?.delta.content ?? '').join('');
  return { chunks, text, error, report: await stream.finished };
}

describe('an answer that breaks', () => {
  it('goes on where it broke, as one answer, with the usage of both attempts', async () => {
    const made = registry({
      'a/1': [broken('Once upon a ')],
      'b/2': [{ text: 'time.', usage: wireUsage(14, 2) }],
    });
    const { text, error, report, chunks } = await read(made);
    expect(error).toBeUndefined();
    expect(text).toBe('Once upon a time.');
    expect(made.directory.calls[1]?.request.messages.at(-1)).toEqual({
      role: 'assistant',
      content: 'Once upon a ',
      partial: true,
    });
    expect(report).toMatchObject({ provider: 'b', continuations: 1, fallback: true });
    expect(report.attempts.map(({ target, number, outcome }) => [target, number, outcome])).toEqual([
      ['a/1', 1, 'idle_timeout'],
      ['b/2', 2, 'success'],
    ]);
    const told = chunks.find(({ usage }) => usage != null)?.usage;
    expect(told).toMatchObject({
      prompt_tokens: report.usage.inputTokens,
      completion_tokens: report.usage.outputTokens,
    });
    expect(report.usage.inputTokens).toBe(24);
    expect(new Set(chunks.map(({ id }) => id)).size).toBe(1);
    expect(chunks.filter(({ choices }) => choices[0]?.delta.role !== undefined)).toHaveLength(1);
  });

  it('goes on at the same target once when the failure allows a retry, then elsewhere', async () => {
    const made = registry({
      'a/1': [broken('one, ', 'stream_truncated'), broken('two, ', 'connection')],
    });
    const { text, report } = await read(made);
    expect(text).toBe('one, two, hello');
    expect(report.continuations).toBe(2);
    expect(made.directory.calls.map(({ target }) => target)).toEqual(['a/1', 'a/1', 'b/2']);
  });

  it('drops the thoughts of a model that thinks anew, and hands on those that it had', async () => {
    const made = registry({
      'a/1': [
        {
          chunks: [aChunk({ reasoning_content: 'hm' }), aChunk({ content: 'Yes' })],
          breaks: 'idle_timeout',
        },
      ],
      'b/2': [
        {
          chunks: [aChunk({ reasoning_content: 'again' }), aChunk({ content: ', no.' }), aChunk({}, 'stop')],
        },
      ],
    });
    const { text, chunks } = await read(made);
    expect(text).toBe('Yes, no.');
    expect(chunks.map(({ choices }) => choices[0]?.delta.reasoning_content).filter(Boolean)).toEqual(['hm']);
    expect(made.directory.calls[1]?.request.messages.at(-1)).toMatchObject({ reasoning_content: 'hm' });
  });

  it('asks for no more than what is left of the output limit and of the cost cap', async () => {
    const made = registry({
      'a/1': [
        { ...broken(''), chunks: [aChunk({ content: 'word '.repeat(40) }), usageChunk(wireUsage(10, 40))] },
      ],
      'b/2': [{ text: 'end', usage: wireUsage(50, 1) }],
    });
    const { report } = await read(made, { ...continues, maxCostUsd: 0.01 }, { ...request, max_tokens: 100 });
    expect(report.continuations).toBe(1);
    expect(made.directory.calls[1]?.request.max_tokens).toBe(60);
    const poor = registry({
      'a/1': [{ ...broken('x'), chunks: [aChunk({ content: 'x' }), usageChunk(wireUsage(10, 4_990))] }],
    });
    const spent = await read(poor, { ...continues, maxCostUsd: 0.01 }, { ...request, max_tokens: 4_990 });
    expect(spent.error).toBeDefined();
    expect(poor.directory.calls).toHaveLength(1);
  });

  const toolCall = { tool_calls: [{ index: 0, id: 'c', function: { name: 'f', arguments: '{' } }] };
  it.each<[string, Turn, ChatRequest, CallOptions, object]>([
    ['without being asked to', broken('Once'), request, {}, {}],
    [
      'inside a tool call',
      { chunks: [aChunk({ content: 'I' }), aChunk(toolCall)], breaks: 'idle_timeout' },
      request,
      continues,
      {},
    ],
    [
      'inside reasoning',
      { chunks: [aChunk({ reasoning_content: 'hm' })], breaks: 'idle_timeout' },
      request,
      continues,
      {},
    ],
    ['JSON', broken('{"a"'), { ...request, response_format: { type: 'json_object' } }, continues, {}],
    ['several answers at once', broken('Once'), { ...request, n: 2 }, continues, {}],
    [
      'a finished answer',
      { chunks: [aChunk({ content: 'all' }), aChunk({}, 'stop')], breaks: 'idle_timeout' },
      request,
      continues,
      {},
    ],
    ['what a content filter stopped', broken('Once', 'content_filter'), request, continues, {}],
    ['at a named model that cannot go on', broken('Once'), { ...request, model: 'a/1' }, continues, {}],
    ['when attempts are used up', broken('Once'), request, continues, { settings: { maxAttempts: 1 } }],
    [
      'when nobody else can',
      broken('Once'),
      request,
      continues,
      {
        candidates: [
          aCandidate('a/1'),
          aCandidate('b/2', {
            model: { capabilities: { ...two[1]!.model.capabilities, continuation: false } },
          }),
        ],
      },
    ],
  ])('is not continued %s: it ends with its error', async (_why, turn, asked, options, extra) => {
    const made = registry({ 'a/1': [turn] }, extra);
    const { error, report } = await read(made, options, asked);
    expect(error).toBeInstanceOf(Error);
    expect(made.directory.calls).toHaveLength(1);
    expect(report).not.toHaveProperty('continuations');
    expect(report.attempts).toHaveLength(1);
  });

  it('tells why it broke when those who could go on fail too, with all attempts in the report', async () => {
    const made = registry({
      'a/1': [broken('Once', 'stream_truncated'), { fails: 'headers_timeout' }],
      'b/2': [{ fails: 'quota_exhausted' }],
    });
    const { error, report, text } = await read(made);
    expect(error).toBeInstanceOf(StreamTruncatedError);
    expect(text).toBe('Once');
    expect(report.attempts.map(({ outcome }) => outcome)).toEqual([
      'stream_truncated',
      'headers_timeout',
      'quota_exhausted',
    ]);
  });

  it('never goes on at a price when only free models were asked for', async () => {
    const made = registry({ 'a/1': [broken('Once')] }, { policy: aPolicy({ freeModels: ['a/1'] }) });
    const { error } = await read(made, { ...continues, freeOnly: true });
    expect(error).toBeDefined();
    expect(made.directory.calls.map(({ target }) => target)).toEqual(['a/1']);
  });

  it('ends at the deadline and when the reader leaves, also while somebody is asked to go on', async () => {
    const slow = { 'a/1': [broken('Once')], 'b/2': [{ afterMs: 60_000 }] };
    const late = registry(slow);
    const { error, report } = await read(late, { ...continues, deadlineMs: 3_000 });
    expect(error).toMatchObject({ code: 'deadline_exceeded' });
    expect(report.attempts.map(({ outcome }) => outcome)).toEqual(['idle_timeout', 'deadline_exceeded']);
    const left = registry(slow);
    const stream = await runToEnd(left.clock, left.executor.stream(request, continues));
    const iterator = stream[Symbol.asyncIterator]();
    const reading = (async () => {
      while ((await iterator.next()).done !== true);
    })();
    await left.clock.advance(1_000);
    await iterator.return?.();
    await runToEnd(left.clock, reading);
    expect(left.directory.records.map(({ outcome }) => outcome)).toEqual(['idle_timeout', 'aborted']);
  });
});
