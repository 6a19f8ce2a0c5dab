import { APIError, type ChatCompletion, type ChatCompletionChunk } from '@reg/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { glmModel } from '../test/encode-for.js';
import { glmCodec as codec } from './glm-codec.js';

/** One whose thoughts come in their own field, and one that puts them between tags. */
const contexts = ['glm-5.2', 'glm-4.1v-thinking-flash'].map((id) => ({
  provider: 'glm',
  model: glmModel(id),
  nowSeconds: 1_789_000_000,
}));

const words = fc.constantFrom(
  '',
  'stop',
  'tool_calls',
  'length',
  'network_error',
  'sensitive',
  'assistant',
  'error',
  '[DONE]',
  '<think>',
  '</think>',
  'call_1',
  '1302',
);
const value: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 3, arbitrary: words },
  { weight: 1, arbitrary: fc.constantFrom(null, true, false, 0, -1, 1.5, 1e300) },
  { weight: 2, arbitrary: fc.jsonValue({ maxDepth: 2 }) },
);
/** An object that has some of these fields, each as it should be or not. */
const shaped = (fields: Readonly<Record<string, fc.Arbitrary<unknown>>>): fc.Arbitrary<unknown> =>
  fc.oneof(
    { weight: 6, arbitrary: fc.record(fields, { requiredKeys: [] }) },
    { weight: 1, arbitrary: value },
  );
const listOf = (items: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 5, arbitrary: fc.array(items, { maxLength: 4 }) }, { weight: 1, arbitrary: value });

const called = shaped({ name: value, arguments: value });
const call = shaped({
  index: fc.oneof(fc.integer({ min: -2, max: 3 }), value),
  id: value,
  type: value,
  function: called,
});
const part = shaped({
  role: value,
  content: fc.oneof(value, listOf(shaped({ type: value, text: value }))),
  reasoning_content: value,
  reasoning: value,
  refusal: value,
  tool_calls: listOf(call),
});
const usage = shaped({
  prompt_tokens: value,
  completion_tokens: value,
  total_tokens: value,
  cached_tokens: value,
  prompt_tokens_details: value,
});
const reason = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom<unknown>(null, '', 'stop', 'tool_calls', 'length', 'eos') },
  { weight: 1, arbitrary: value },
);
const choice = shaped({ index: value, delta: part, message: part, finish_reason: reason, usage });
/** Anything that a vendor's server, or what stands before it, might send under status 200. */
const body = shaped({
  id: value,
  object: fc.constantFrom<unknown>('chat.completion', '', null, 7, [], {}, true, 'list', 'error'),
  created: value,
  model: value,
  choices: listOf(choice),
  usage,
  error: fc.oneof(
    { weight: 9, arbitrary: fc.constantFrom<unknown>(null, '', [], false, 0) },
    { weight: 1, arbitrary: shaped({ message: value, code: value, type: value }) },
  ),
  success: fc.constantFrom<unknown>(true, 'yes', null, '', 0, 1, [], {}, false),
  code: value,
  msg: value,
  request_id: value,
});

const reasons = ['stop', 'length', 'tool_calls', 'content_filter', 'function_call'];
const isCount = (count: unknown): boolean => Number.isInteger(count) && Number(count) >= 0;
const isTextOrNothing = (text: unknown): boolean =>
  text === undefined || text === null || typeof text === 'string';

function checkEnvelope(answer: ChatCompletion | ChatCompletionChunk): void {
  expect(answer).not.toHaveProperty('error');
  expect(typeof answer.id === 'string' && answer.id !== '').toBe(true);
  expect(Number.isInteger(answer.created)).toBe(true);
  expect(typeof answer.model).toBe('string');
  const { usage: counts } = answer;
  if (counts === undefined || counts === null) return;
  const { prompt_tokens, completion_tokens, total_tokens } = counts;
  expect([prompt_tokens, completion_tokens, total_tokens].every(isCount)).toBe(true);
}

/** What a codec throws must be one of reg's own errors; anything else is a crash. */
function orTypedError(decode: () => void): void {
  try {
    decode();
  } catch (error) {
    if (!APIError.isInstance(error)) throw error;
  }
}

describe.each(contexts)('whatever comes for $model.id', (context) => {
  it('a stream is valid chunks or a typed error', () => {
    fc.assert(
      fc.property(fc.array(body, { maxLength: 6 }), (events) => {
        const decode = codec.createChunkDecoder(context);
        const begun = new Set<number>();
        const finished = new Set<number>();
        const calls = new Set<string>();
        const check = (chunk: ChatCompletionChunk): void => {
          checkEnvelope(chunk);
          for (const { index, delta, finish_reason: reason } of chunk.choices) {
            expect(isCount(index)).toBe(true);
            expect(delta.role, 'the role comes once').toBe(begun.has(index) ? undefined : 'assistant');
            begun.add(index);
            expect([delta.content, delta.reasoning_content].every(isTextOrNothing)).toBe(true);
            for (const one of delta.tool_calls ?? []) {
              expect(isCount(one.index)).toBe(true);
              const name = `${index} ${one.index}`;
              expect(typeof one.id, 'a call has its id in its first fragment only').toBe(
                calls.has(name) ? 'undefined' : 'string',
              );
              calls.add(name);
              expect(isTextOrNothing(one.function?.arguments)).toBe(true);
            }
            if (reason === null) continue;
            expect(reasons).toContain(reason);
            expect(finished.has(index), 'a choice finishes once').toBe(false);
            finished.add(index);
          }
        };
        orTypedError(() => {
          for (const event of events) {
            const chunk = decode(event);
            if (chunk !== undefined) check(chunk);
          }
        });
      }),
      { numRuns: 1_000 },
    );
  });

  it('a whole answer is valid or a typed error', () => {
    fc.assert(
      fc.property(body, (json) => {
        orTypedError(() => {
          const answer = codec.decodeCompletion(json, context);
          checkEnvelope(answer);
          expect(answer.choices.length).toBeGreaterThan(0);
          for (const { index, message, finish_reason: reason } of answer.choices) {
            expect(isCount(index)).toBe(true);
            expect(reasons).toContain(reason);
            expect(message.role).toBe('assistant');
            expect(message.content === null || typeof message.content === 'string').toBe(true);
            expect(isTextOrNothing(message.reasoning_content)).toBe(true);
            for (const { id, function: one } of message.tool_calls ?? [])
              expect([id, one.name, one.arguments].every((text) => typeof text === 'string')).toBe(true);
          }
        });
      }),
      { numRuns: 1_000 },
    );
  });

  it('an error response means something, and never crashes', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 100, max: 599 }),
        body,
        fc.dictionary(fc.constantFrom('retry-after', 'retry-after-ms', 'x-request-id'), fc.string()),
        (status, json, headers) => {
          const facts = codec.mapError({ status, headers, json, text: JSON.stringify(json), nowMs: 1e12 });
          expect(facts.message).not.toBe('');
          expect(facts.retryAfterMs ?? 0).toBeGreaterThanOrEqual(0);
        },
      ),
      { numRuns: 1_000 },
    );
  });
});
