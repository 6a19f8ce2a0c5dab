import { APIError, type ChatCompletionChunk } from '@reg/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { context } from '../../test/decode-context.js';
import { createChunkDecoder } from './chunk-decoder.js';

function decodeAll(events: readonly unknown[]): ChatCompletionChunk[] {
  const decode = createChunkDecoder(context);
  return events.map((event) => decode(event)).filter((chunk) => chunk !== undefined);
}

const event = (delta: object, more: object = {}, top: object = {}) => ({
  id: 'c-1',
  created: 5,
  model: 'llama',
  choices: [{ index: 0, delta, ...more }],
  ...top,
});

const choicesOf = (chunks: readonly ChatCompletionChunk[]) => chunks.flatMap(({ choices }) => choices);

it('fills in what is missing and says the role once', () => {
  const chunks = decodeAll([
    event({ role: 'assistant', content: 'a' }),
    event({ role: 'assistant', content: 'b' }),
    event({ content: '' }, { finish_reason: 'stop' }),
  ]);
  expect(chunks[0]).toEqual({
    id: 'c-1',
    object: 'chat.completion.chunk',
    created: 5,
    model: 'llama',
    choices: [{ index: 0, delta: { role: 'assistant', content: 'a' }, finish_reason: null }],
  });
  expect(choicesOf(chunks).map(({ delta }) => delta.role)).toEqual(['assistant', undefined, undefined]);
  expect(choicesOf(chunks).map((choice) => choice.finish_reason)).toEqual([null, null, 'stop']);
});

it('passes what needs no mending as it came, and says the same as when it mends', () => {
  const pieces = fc.array(
    fc.record(
      {
        role: fc.constantFrom('assistant', 'user', ''),
        content: fc.oneof(fc.string(), fc.constant(null)),
        reasoning_content: fc.oneof(fc.string(), fc.constant(null)),
        refusal: fc.constant(null),
      },
      { requiredKeys: [] },
    ),
    { minLength: 1, maxLength: 5 },
  );
  const top = fc.record(
    { object: fc.constantFrom('chat.completion.chunk', 'chunk'), usage: fc.constant(null), extra: fc.nat() },
    { requiredKeys: [] },
  );
  const reasons = fc.constantFrom(null, null, null, 'stop', undefined);
  fc.assert(
    fc.property(pieces, top, reasons, (deltas, fields, finish_reason) => {
      const whole = { object: 'chat.completion.chunk', ...fields };
      const events = deltas.map((delta) => event(delta, { finish_reason }, whole));
      // An own usage, even without a value, sends a choice the long way.
      const longWay = deltas.map((delta) => event(delta, { finish_reason, usage: undefined }, whole));
      expect(decodeAll(events)).toEqual(decodeAll(longWay));
    }),
  );
  const plain = event(
    { role: 'assistant', content: 'a' },
    { finish_reason: null },
    { object: 'chat.completion.chunk' },
  );
  expect(decodeAll([plain])[0]).toBe(plain);
});

it('finishes each choice once and drops what says nothing afterwards', () => {
  const chunks = decodeAll([
    event({ content: 'a' }, { finish_reason: 'stop' }),
    event({ content: '' }, { finish_reason: 'stop' }),
    { id: 'c-1', choices: [{ index: 1, delta: { content: 'b' }, finish_reason: 'length' }] },
  ]);
  expect(choicesOf(chunks).map(({ index, finish_reason }) => [index, finish_reason])).toEqual([
    [0, 'stop'],
    [1, 'length'],
  ]);
});

it.each([
  [
    'the last chunk with choices',
    event({}, { finish_reason: 'stop' }, { usage: { prompt_tokens: 3, completion_tokens: 1 } }),
  ],
  ['a chunk without choices', { id: 'c-1', choices: [], usage: { prompt_tokens: 3, completion_tokens: 1 } }],
  ['a chunk without even a list of them', { id: 'c-1', usage: { prompt_tokens: 3, completion_tokens: 1 } }],
  ['the choice', event({}, { finish_reason: 'stop', usage: { prompt_tokens: 3, completion_tokens: 1 } })],
])('finds usage in %s', (_, last) => {
  const [chunk] = decodeAll([last]);
  expect(chunk?.usage).toEqual({ prompt_tokens: 3, completion_tokens: 1, total_tokens: 4 });
  expect(choicesOf(chunk === undefined ? [] : [chunk]).some((choice) => 'usage' in choice)).toBe(false);
});

it('leaves null usage null and absent usage absent', () => {
  expect(decodeAll([event({ content: 'a' }, {}, { usage: null })])[0]?.usage).toBeNull();
  expect(decodeAll([event({ content: 'a' })])[0]).not.toHaveProperty('usage');
});

it('calls reasoning what clients call it, and keeps unknown fields', () => {
  const [chunk] = decodeAll([
    event({ reasoning: 'Hm', custom: 1 }, { logprobs: null }, { system_fingerprint: 'fp' }),
  ]);
  expect(chunk).toMatchObject({ system_fingerprint: 'fp' });
  expect(chunk?.choices[0]).toMatchObject({ logprobs: null, delta: { reasoning_content: 'Hm', custom: 1 } });
  expect(chunk?.choices[0]?.delta).not.toHaveProperty('reasoning');
});

it('drops events that are no part of an answer', () => {
  expect(decodeAll([{ type: 'ping' }, {}])).toEqual([]);
});

it.each([
  ['no object', 'text', 'malformed_response'],
  ['an error', { error: { message: 'busy', type: 'engine_overloaded_error' } }, 'overloaded'],
  ['a failing finish', event({}, { finish_reason: 'network_error' }), 'server_error'],
])('throws for %s', (_, bad, kind) => {
  expect(() => decodeAll([bad])).toThrow(expect.objectContaining({ kind }));
});

describe('tool calls', () => {
  const calls = (fragments: readonly object[]) =>
    choicesOf(decodeAll(fragments.map((fragment) => event({ tool_calls: [fragment] })))).flatMap(
      ({ delta }) => delta.tool_calls ?? [],
    );

  it('are told apart by their ids when the index is negative, missing or the same', () => {
    for (const index of [-1, undefined, 0]) {
      const found = calls([
        { index, id: 'a', function: { name: 'f', arguments: '{"x":' } },
        { index, function: { arguments: '1}' } },
        { index, id: 'b', function: { name: 'g', arguments: '{}' } },
        { index, id: 'b', function: { name: 'g', arguments: ' ' } },
      ]);
      expect(found).toEqual([
        { index: 0, id: 'a', type: 'function', function: { name: 'f', arguments: '{"x":' } },
        { index: 0, function: { arguments: '1}' } },
        { index: 1, id: 'b', type: 'function', function: { name: 'g', arguments: '{}' } },
        { index: 1, function: { arguments: ' ' } },
      ]);
    }
  });

  it('get an id where the server has none, and arguments as a text', () => {
    expect(calls([{ index: 3, function: { name: 'f', arguments: { x: 1 } } }])).toEqual([
      { index: 0, id: 'call_c-1_0', type: 'function', function: { name: 'f', arguments: '{"x":1}' } },
    ]);
  });

  it('add up to what was called, however their fragments are mixed', () => {
    const call = fc.record({
      name: fc.stringMatching(/^[a-z]{1,8}$/),
      pieces: fc.array(fc.string(), { maxLength: 5 }),
    });
    fc.assert(
      fc.property(
        fc.array(call, { minLength: 1, maxLength: 5 }),
        fc.infiniteStream(fc.nat()),
        (wanted, order) => {
          const queues = wanted.map(({ name, pieces }, index) => [
            { index, id: `id-${index}`, type: 'function', function: { name, arguments: '' } },
            ...pieces.map((text) => ({ index, function: { arguments: text } })),
          ]);
          const fragments: object[] = queues.map((queue) => queue.shift() ?? {});
          while (queues.some((queue) => queue.length > 0)) {
            const left = queues.filter((queue) => queue.length > 0);
            fragments.push(left[(order.next().value as number) % left.length]?.shift() ?? {});
          }
          const found = calls(fragments);
          wanted.forEach(({ name, pieces }, index) => {
            const own = found.filter((fragment) => fragment.index === index);
            expect(own.map((fragment) => fragment.function?.name ?? '').join('')).toBe(name);
            expect(own.map((fragment) => fragment.function?.arguments ?? '').join('')).toBe(pieces.join(''));
            expect(own.flatMap((fragment) => fragment.id ?? [])).toEqual([`id-${index}`]);
          });
        },
      ),
    );
  });

  it('are bounded', () => {
    const many = Array.from({ length: 1_025 }, (_, index) => ({
      index,
      id: `id-${index}`,
      function: { name: 'f' },
    }));
    expect(() => calls(many)).toThrow(expect.objectContaining({ kind: 'malformed_response' }));
  });
});

it('gives valid chunks or throws an error of its own, whatever a vendor sends', () => {
  const delta = fc.dictionary(fc.constantFrom('content', 'tool_calls', 'reasoning', 'role'), fc.jsonValue());
  const choice = fc.record({
    delta: fc.oneof(delta, fc.jsonValue()),
    finish_reason: fc.jsonValue(),
    index: fc.jsonValue(),
  });
  const any = fc.oneof(
    fc.jsonValue(),
    fc.record({ choices: fc.array(fc.oneof(choice, fc.jsonValue())), usage: fc.jsonValue() }),
  );
  fc.assert(
    fc.property(fc.array(any), (events) => {
      const decode = createChunkDecoder(context);
      const finishes = new Map<number, number>();
      try {
        for (const one of events)
          for (const { index, finish_reason: reason, delta: said } of decode(one)?.choices ?? []) {
            expect(Number.isInteger(index) && index >= 0).toBe(true);
            if (reason !== null) finishes.set(index, (finishes.get(index) ?? 0) + 1);
            for (const text of [said.content, said.reasoning_content])
              expect(['string', 'undefined'].includes(typeof text) || text === null).toBe(true);
            for (const call of said.tool_calls ?? []) expect(call.index).toBeGreaterThanOrEqual(0);
          }
      } catch (error) {
        if (!APIError.isInstance(error)) throw error;
      }
      expect([...finishes.values()].every((count) => count === 1)).toBe(true);
    }),
  );
});
