import { readFileSync } from 'node:fs';
import { APIError } from '@reg/core';
import type { ChatCompletionChunk, WireUsage } from '@reg/core';
import { describe, expect, it } from 'vitest';
import { modelCalled } from '../test/encode-for.js';
import { kimiCodec } from './kimi-codec.js';

const context = { provider: 'kimi', model: modelCalled('kimi-k3'), nowSeconds: 1_789_000_000 };

function fixture(name: string): string {
  return readFileSync(new URL(`__fixtures__/${name}`, import.meta.url), 'utf8');
}

/** Every event of a captured stream through one decoder. */
function decoded(name: string): ChatCompletionChunk[] {
  const decode = kimiCodec.createChunkDecoder(context);
  const events = [...fixture(name).matchAll(/^data: (\{.*\})$/gm)].map(
    ([, json]) => JSON.parse(json ?? '') as unknown,
  );
  return events.map((event) => decode(event)).filter((chunk) => chunk !== undefined);
}

const deltas = (chunks: readonly ChatCompletionChunk[]) =>
  chunks.flatMap(({ choices }) => choices.map(({ delta }) => delta));
const joined = (texts: readonly (string | null | undefined)[]) => texts.map((text) => text ?? '').join('');
const lastUsage = (chunks: readonly ChatCompletionChunk[]): WireUsage | undefined =>
  chunks.findLast(({ usage }) => usage != null)?.usage ?? undefined;

describe('a stream', () => {
  it.each([
    ['usage-in-choice.chunks.txt', { prompt_tokens: 4796, completion_tokens: 174, total_tokens: 4970 }],
    [
      'usage-at-top.chunks.txt',
      {
        prompt_tokens: 19,
        completion_tokens: 21,
        total_tokens: 40,
        prompt_tokens_details: { cached_tokens: 10 },
      },
    ],
    [
      'usage-last.chunks.txt',
      {
        prompt_tokens: 21,
        completion_tokens: 60,
        total_tokens: 81,
        prompt_tokens_details: { cached_tokens: 21 },
      },
    ],
  ])('gives usage in the place where OpenAI has it: %s', (name, usage) => {
    const chunks = decoded(name);
    expect(lastUsage(chunks)).toMatchObject(usage);
    expect(chunks.flatMap(({ choices }) => choices).filter((choice) => 'usage' in choice)).toEqual([]);
    expect(joined(deltas(chunks).map(({ content }) => content))).toBe('Rain in Oslo.');
  });

  it('hands on reasoning, then the pieces of each call, the search of the vendor among them', () => {
    const chunks = decoded('thinking-tool-call.chunks.txt');
    expect(joined(deltas(chunks).map((delta) => delta.reasoning_content))).toBe('I need the weather.');
    const calls = deltas(chunks).flatMap((delta) => delta.tool_calls ?? []);
    expect(calls.filter(({ id }) => id !== undefined)).toMatchObject([
      { index: 0, id: 'weather:0', type: 'function' },
      { index: 1, id: 'web_search:1', type: 'builtin_function' },
    ]);
    const first = calls.filter(({ index }) => index === 0);
    expect(joined(first.map((call) => call.function?.arguments))).toBe('{"city": "Oslo"}');
    expect(chunks.flatMap(({ choices }) => choices).findLast((choice) => choice.finish_reason)).toMatchObject(
      {
        finish_reason: 'tool_calls',
      },
    );
  });

  it('knows reasoning under its other name', () => {
    const [first] = deltas(decoded('vllm-reasoning.chunks.txt'));
    expect(first).toMatchObject({ reasoning_content: 'Oslo is wet.' });
    expect(first).not.toHaveProperty('reasoning');
  });

  it('fails when the engine says in the middle that it is overloaded', () => {
    let failure: unknown;
    try {
      decoded('overloaded-mid-stream.chunks.txt');
    } catch (error) {
      failure = error;
    }
    expect(APIError.isInstance(failure) && failure).toMatchObject({
      kind: 'overloaded',
      provider: 'kimi',
      vendorCode: 'engine_overloaded_error',
    });
  });
});

describe('a whole answer', () => {
  it('keeps reasoning and calls, and tells the cached tokens where OpenAI does', () => {
    const answer = kimiCodec.decodeCompletion(JSON.parse(fixture('thinking-completion.json')), context);
    expect(answer.choices[0]).toMatchObject({
      finish_reason: 'tool_calls',
      message: {
        reasoning_content: 'I need the weather.',
        tool_calls: [{ id: 'functions.weather:0', function: { arguments: '{"city": "Oslo"}' } }],
      },
    });
    expect(answer.usage?.prompt_tokens_details).toEqual({ cached_tokens: 21 });
  });

  it('fails for an error inside a 200', () => {
    const body = { error: { type: 'exceeded_current_quota_error', message: 'please recharge' } };
    expect(() => kimiCodec.decodeCompletion(body, context)).toThrow(/please recharge/);
  });
});
