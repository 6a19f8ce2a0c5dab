import { readFileSync } from 'node:fs';
import { APIError } from '@reg/core';
import type { ChatCompletionChunk } from '@reg/core';
import { describe, expect, it } from 'vitest';
import { glmModel } from '../test/encode-for.js';
import { glmCodec } from './glm-codec.js';

const read = (name: string) => readFileSync(new URL(`__fixtures__/${name}`, import.meta.url), 'utf8');
const contextOf = (model: string) => ({ provider: 'glm', model: glmModel(model), nowSeconds: 1_789_000_000 });

/** The chunks that a captured stream becomes, and the error that ended it, if one did. */
function play(name: string, model: string): { chunks: ChatCompletionChunk[]; failure?: unknown } {
  const decode = glmCodec.createChunkDecoder(contextOf(model));
  const chunks: ChatCompletionChunk[] = [];
  try {
    for (const line of read(name).split('\n')) {
      const chunk = line.startsWith('data: {') ? decode(JSON.parse(line.slice(6))) : undefined;
      if (chunk !== undefined) chunks.push(chunk);
    }
  } catch (failure) {
    return { chunks, failure };
  }
  return { chunks };
}

const choicesOf = (chunks: readonly ChatCompletionChunk[]) => chunks.flatMap(({ choices }) => choices);
const textOf = (chunks: readonly ChatCompletionChunk[], field: 'content' | 'reasoning_content') =>
  choicesOf(chunks)
    .map(({ delta }) => delta[field] ?? '')
    .join('');
const finishes = (chunks: readonly ChatCompletionChunk[]) =>
  choicesOf(chunks).flatMap(({ finish_reason }) => finish_reason ?? []);
const usages = (chunks: readonly ChatCompletionChunk[]) => chunks.flatMap(({ usage }) => usage ?? []);

/** Puts the pieces of each call together by its index, as every OpenAI client does. */
function callsOf(chunks: readonly ChatCompletionChunk[]) {
  const calls: { id?: string; name: string; arguments: string }[] = [];
  for (const { index, id, function: called } of choicesOf(chunks).flatMap(
    ({ delta }) => delta.tool_calls ?? [],
  )) {
    const call = (calls[index] ??= { name: '', arguments: '' });
    if (id !== undefined) call.id = id;
    call.name += called?.name ?? '';
    call.arguments += called?.arguments ?? '';
  }
  return calls;
}

describe('a stream with a tool call', () => {
  const { chunks } = play('thinking-tool-call.chunks.txt', 'glm-4.5-flash');

  it('gives the call its position instead of -1', () => {
    expect(callsOf(chunks)).toEqual([{ id: 'call_4BgN84', name: 'add', arguments: '{"a": 365, "b": 96}' }]);
  });

  it('finishes once, although the vendor says it twice', () => {
    expect(finishes(chunks)).toEqual(['tool_calls']);
  });

  it('gives the usage once, in a last chunk without choices', () => {
    expect(usages(chunks)).toMatchObject([
      { total_tokens: 242, prompt_tokens_details: { cached_tokens: 43 } },
    ]);
    expect(chunks.at(-1)?.choices).toEqual([]);
  });

  it('names the role once', () => {
    expect(choicesOf(chunks).flatMap(({ delta }) => delta.role ?? [])).toEqual(['assistant']);
    expect(textOf(chunks, 'reasoning_content')).toBe('I need');
  });

  it('keeps two calls apart, takes arguments that are an object, and a piece without an id for the last call', () => {
    const parallel = play('parallel-calls.chunks.txt', 'glm-4.5-flash').chunks;
    expect(callsOf(parallel)).toEqual([
      { id: 'call_1', name: 'add', arguments: '{"a":1,"b":2}' },
      { id: 'call_2', name: 'add', arguments: '{"a": 3, "b": 4}' },
    ]);
    expect(finishes(parallel)).toEqual(['tool_calls']);
  });

  it('puts arguments in pieces together, as the models of 2026 send them', () => {
    const recent = play('recent-flash.chunks.txt', 'glm-5.3-flash').chunks;
    expect(callsOf(recent)).toEqual([{ id: 'call_9', name: 'weather', arguments: '{"city":"Oslo"}' }]);
    expect(finishes(recent)).toEqual(['tool_calls']);
    expect(usages(recent)).toMatchObject([{ total_tokens: 15 }]);
  });
});

describe('a stream that fails under HTTP 200', () => {
  it('fails on the finish reason network_error, after what came before it', () => {
    const { chunks, failure } = play('network-error.chunks.txt', 'glm-5.2');
    expect(textOf(chunks, 'content')).toBe('Rain in');
    expect(APIError.isInstance(failure) && failure).toMatchObject({
      kind: 'server_error',
      provider: 'glm',
      model: 'glm-5.2',
      vendorCode: 'network_error',
      vendorRequestId: '20260708110634',
    });
  });

  it.each([
    ['sensitive', 'content_filter'],
    ['model_context_window_exceeded', 'context_window_exceeded'],
    ['network_error', 'server_error'],
  ])('takes the finish reason %s for %s, in streams and whole answers', (finish_reason, kind) => {
    const context = contextOf('glm-5.2');
    const thrown = (decode: () => unknown) => {
      try {
        return decode();
      } catch (error) {
        return error;
      }
    };
    const event = { id: '1', choices: [{ index: 0, finish_reason, delta: { content: '' } }] };
    const body = {
      id: '1',
      choices: [{ index: 0, finish_reason, message: { role: 'assistant', content: '' } }],
    };
    expect(thrown(() => glmCodec.createChunkDecoder(context)(event))).toMatchObject({ kind });
    expect(thrown(() => glmCodec.decodeCompletion(body, context))).toMatchObject({ kind });
  });

  it('fails on an error event', () => {
    const { failure } = play('error-event.chunks.txt', 'glm-4.7');
    expect(APIError.isInstance(failure) && failure).toMatchObject({
      kind: 'rate_limited',
      vendorCode: '1302',
      vendorRequestId: '2026012315301053',
    });
  });
});

describe('tags in the text', () => {
  it('become reasoning and vanish, wherever the stream cuts them', () => {
    const { chunks } = play('tags.chunks.txt', 'glm-4.5v');
    expect(textOf(chunks, 'reasoning_content')).toBe('A cat.');
    expect(textOf(chunks, 'content')).toBe('cat <');
    expect(finishes(chunks)).toEqual(['stop']);
  });

  it('become reasoning in a whole answer', () => {
    const message = { role: 'assistant', content: '<think>A cat.</think><|begin_of_box|>cat<|end_of_box|>' };
    const body = { id: '1', created: 1, model: 'm', choices: [{ index: 0, finish_reason: 'stop', message }] };
    const [choice] = glmCodec.decodeCompletion(body, contextOf('glm-4.5v')).choices;
    expect(choice?.message).toMatchObject({ content: 'cat', reasoning_content: 'A cat.' });
  });

  it('are left alone where the model has a field for thinking: somebody may write about them', () => {
    const message = { role: 'assistant', content: 'Use <think> to begin.' };
    const body = { id: '1', created: 1, model: 'm', choices: [{ index: 0, finish_reason: 'stop', message }] };
    const [choice] = glmCodec.decodeCompletion(body, contextOf('glm-4.6')).choices;
    expect(choice?.message.content).toBe('Use <think> to begin.');
  });
});

describe('a whole answer', () => {
  it('has arguments as a text, whatever they were', () => {
    const answer = glmCodec.decodeCompletion(JSON.parse(read('completion.json')), contextOf('glm-4.6'));
    expect(answer.choices[0]?.message).toMatchObject({
      reasoning_content: 'I need to add.',
      tool_calls: [{ id: 'call_1', function: { name: 'add', arguments: '{"a":1,"b":2}' } }],
    });
    expect(answer.usage).toMatchObject({ total_tokens: 242 });
  });

  it('fails for the refusal that comes with HTTP 200', () => {
    const body = { code: 401, msg: 'token expired or incorrect', success: false };
    expect(() => glmCodec.decodeCompletion(body, contextOf('glm-4.6'))).toThrow(/token expired or incorrect/);
  });
});
