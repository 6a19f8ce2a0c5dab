import type { LanguageModelV4StreamPart as StreamPart } from '@ai-sdk/provider';
import type { ChatCompletionChunk, ChunkDelta, FinishReason, RouteReport, WireUsage } from '@reg/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PartWriter } from './part-writer.js';

const report: RouteReport = {
  decisionId: 'dec_1',
  requestedModel: 'auto',
  fallback: false,
  attempts: [],
  usage: { inputTokens: 9, outputTokens: 4, cachedInputTokens: 2, reasoningTokens: 1 },
  warnings: [],
  overheadMs: 0,
};
const accounted = {
  usage: {
    inputTokens: { total: 9, noCache: 7, cacheRead: 2, cacheWrite: undefined },
    outputTokens: { total: 4, text: 3, reasoning: 1 },
  },
  providerMetadata: { reg: report },
};

const chunk = (delta: ChunkDelta, finish: FinishReason | null = null): ChatCompletionChunk => ({
  ...{ id: 'a-1', object: 'chat.completion.chunk', created: 1_700_000_000, model: 'm' },
  choices: [{ index: 0, delta, finish_reason: finish }],
});
const call = (index: number, rest: object): ChunkDelta => ({ tool_calls: [{ index, ...rest }] });

/** The parts after the first, which is the same for every answer. */
function write(chunks: readonly ChatCompletionChunk[]): StreamPart[] {
  const writer = new PartWriter();
  const [first, ...parts] = [...chunks.flatMap((each) => writer.add(each)), ...writer.end(report)];
  expect(first).toEqual({
    type: 'response-metadata',
    id: 'a-1',
    modelId: 'm',
    timestamp: new Date(1_700_000_000_000),
  });
  return parts;
}

describe('PartWriter', () => {
  it.each<[string, FinishReason, string]>([
    ['stop', 'stop', 'stop'],
    ['length', 'length', 'length'],
    ['content_filter', 'content_filter', 'content-filter'],
    ['tool_calls', 'tool_calls', 'tool-calls'],
  ])('tells the finish reason %s', (_name, raw, unified) => {
    expect(write([chunk({ content: 'x' }), chunk({}, raw)])).toEqual([
      { type: 'text-start', id: 'text-0' },
      { type: 'text-delta', id: 'text-0', delta: 'x' },
      { type: 'text-end', id: 'text-0' },
      { type: 'finish', finishReason: { unified, raw }, ...accounted },
    ]);
  });

  it('gives each stretch of thought and of text a block of its own', () => {
    const parts = write([
      chunk({ role: 'assistant', content: '' }),
      chunk({ reasoning_content: 'a' }),
      chunk({ reasoning_content: 'b', content: 'c' }),
      chunk({ reasoning_content: 'd', content: null }),
      chunk({ refusal: 'e' }, 'stop'),
    ]);
    expect(parts.slice(0, -1).map((part) => ('id' in part ? `${part.type} ${part.id}` : part.type))).toEqual([
      ...['reasoning-start reasoning-0', 'reasoning-delta reasoning-0', 'reasoning-delta reasoning-0'],
      'reasoning-end reasoning-0',
      ...['text-start text-1', 'text-delta text-1', 'text-end text-1'],
      ...['reasoning-start reasoning-2', 'reasoning-delta reasoning-2', 'reasoning-end reasoning-2'],
      ...['text-start text-3', 'text-delta text-3', 'text-end text-3'],
    ]);
  });

  it('puts the pieces of several calls together, and tells the calls at the end', () => {
    const parts = write([
      chunk({ content: 'Wait.' }),
      chunk(call(0, { id: 'c0', function: { name: 'look', arguments: '' } })),
      chunk(call(0, { function: { arguments: '{"at":' } })),
      chunk(call(1, { id: 'c1', function: { name: 'listen' } })),
      chunk(call(0, { function: { arguments: '"sea"}' } })),
      chunk({}, 'tool_calls'),
    ]);
    expect(parts.slice(2, -1)).toEqual([
      { type: 'text-end', id: 'text-0' },
      { type: 'tool-input-start', id: 'c0', toolName: 'look' },
      { type: 'tool-input-delta', id: 'c0', delta: '{"at":' },
      { type: 'tool-input-start', id: 'c1', toolName: 'listen' },
      { type: 'tool-input-delta', id: 'c0', delta: '"sea"}' },
      { type: 'tool-input-end', id: 'c0' },
      { type: 'tool-call', toolCallId: 'c0', toolName: 'look', input: '{"at":"sea"}' },
      { type: 'tool-input-end', id: 'c1' },
      { type: 'tool-call', toolCallId: 'c1', toolName: 'listen', input: '{}' },
    ]);
  });

  it('waits for the name of a call', () => {
    const parts = write([
      chunk(call(0, { id: 'c0', function: { arguments: '{' } })),
      chunk(call(0, { function: { name: 'look', arguments: '}' } })),
    ]);
    expect(parts.slice(0, 2)).toEqual([
      { type: 'tool-input-start', id: 'c0', toolName: 'look' },
      { type: 'tool-input-delta', id: 'c0', delta: '{}' },
    ]);
  });

  it('takes the last usage that the wire told', () => {
    const usage: WireUsage = {
      ...{ prompt_tokens: 100, completion_tokens: 20, total_tokens: 120 },
      prompt_tokens_details: { cached_tokens: 30 },
      completion_tokens_details: { reasoning_tokens: 5 },
    };
    const parts = write([
      { ...chunk({ content: 'x' }, 'stop'), usage: { ...usage, prompt_tokens: 1 } },
      { ...chunk({}), choices: [], usage },
    ]);
    expect(parts.at(-1)).toMatchObject({
      usage: {
        inputTokens: { total: 100, noCache: 70, cacheRead: 30 },
        outputTokens: { total: 20, text: 15, reasoning: 5 },
        raw: usage,
      },
    });
  });

  it('ends an answer that broke with the error, and makes none of its calls', () => {
    const writer = new PartWriter();
    writer.add(chunk({ content: 'x' }));
    writer.add(chunk(call(0, { id: 'c0', function: { name: 'look', arguments: '{}' } }), 'tool_calls'));
    const error = new Error('broken');
    expect(writer.fail(error, report)).toEqual([
      { type: 'error', error },
      { type: 'finish', finishReason: { unified: 'error', raw: undefined }, ...accounted },
    ]);
  });
});

const delta: fc.Arbitrary<ChunkDelta> = fc.oneof(
  fc.record({ content: fc.string() }),
  fc.record({ reasoning_content: fc.string() }),
  fc.record({ content: fc.string(), reasoning_content: fc.string() }),
  fc
    .record({ index: fc.nat(3), text: fc.string() })
    .map(({ index, text }) =>
      call(index, { id: `c${index}`, function: { name: `f${index}`, arguments: text } }),
    ),
);

describe('whatever the chunks', () => {
  const parts = fc.array(delta, { maxLength: 30 }).map((deltas) => ({
    deltas,
    parts: write([chunk({ role: 'assistant' }), ...deltas.map((each) => chunk(each))]),
  }));
  const deltasIn = (written: readonly StreamPart[], type: 'text-delta' | 'reasoning-delta'): string =>
    written.map((part) => (part.type === type ? part.delta : '')).join('');

  it('no text is lost, doubled or moved', () => {
    fc.assert(
      fc.property(parts, ({ deltas, parts: written }) => {
        expect(deltasIn(written, 'text-delta')).toBe(deltas.map(({ content }) => content ?? '').join(''));
        expect(deltasIn(written, 'reasoning-delta')).toBe(
          deltas.map(({ reasoning_content: thought }) => thought ?? '').join(''),
        );
        for (const part of written) {
          if (part.type !== 'tool-call') continue;
          const sent = deltas
            .flatMap(({ tool_calls: calls }) => calls ?? [])
            .filter(({ id }) => id === part.toolCallId);
          const input = sent.map((each) => each.function?.arguments).join('');
          expect(part.input).toBe(input === '' ? '{}' : input);
        }
      }),
    );
  });

  it('every block begins once, ends once, and has its pieces between', () => {
    fc.assert(
      fc.property(parts, ({ parts: written }) => {
        const open = new Set<string>();
        const seen = new Set<string>();
        for (const part of written) {
          if (!('id' in part) || part.id === undefined) continue;
          if (part.type.endsWith('-start')) {
            expect(seen.has(part.id)).toBe(false);
            seen.add(part.id);
            open.add(part.id);
          } else if (part.type.endsWith('-delta')) expect(open.has(part.id)).toBe(true);
          else if (part.type.endsWith('-end')) expect(open.delete(part.id)).toBe(true);
        }
        expect(open).toEqual(new Set());
        expect(written.filter(({ type }) => type === 'finish')).toHaveLength(1);
        expect(written.at(-1)?.type).toBe('finish');
      }),
    );
  });
});
