import { wireTextOf, type ChatCompletion } from '@reg/core';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { context } from '../../test/decode-context.js';
import { keepCompletionText } from './completion-text.js';
import { openAiCodec } from './open-ai-codec.js';

const answer = {
  id: 'a',
  object: 'chat.completion',
  created: 1,
  model: 'm',
  choices: [{ index: 0, message: { role: 'assistant', content: 'Hi "usage":{} \\' }, finish_reason: 'stop' }],
};
const usage = { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 };

function decoded(text: string): ChatCompletion {
  const json: unknown = JSON.parse(text);
  const completion = openAiCodec.decodeCompletion(json, context);
  keepCompletionText(completion, json, text);
  return completion;
}

it('passes an answer that needs no mending to the letter', () => {
  for (const body of [answer, { ...answer, usage }, { ...answer, usage, extra: [1e2] }]) {
    const text = ` ${JSON.stringify(body, undefined, 1)}\n`;
    expect(wireTextOf(decoded(text))).toBe(text);
  }
});

it('writes nothing anew but the usage where only that is mended', () => {
  const text = JSON.stringify({ ...answer, usage: { ...usage, cached_tokens: 1 } }).replace(
    '"a"',
    '"\\u0061"',
  );
  const told = wireTextOf(decoded(text));
  expect(told.startsWith(text.slice(0, text.lastIndexOf('"usage"')))).toBe(true);
  expect(JSON.parse(told)).toMatchObject({ usage: { prompt_tokens_details: { cached_tokens: 1 } } });
});

it('says what was decoded, whatever came', () => {
  const texts = fc.oneof(fc.string(), fc.constantFrom('"usage":', '\\"usage":{}', '{"usage":{"a":1}}', '}'));
  const message = fc.record(
    {
      role: fc.constant('assistant'),
      content: fc.oneof(texts, fc.constant(null)),
      reasoning_content: fc.oneof(texts, fc.constant(null)),
      reasoning: texts,
      refusal: fc.constant(null),
      tool_calls: fc.constantFrom(
        null,
        [],
        [{ id: 'c', type: 'function', function: { name: 'f', arguments: {} } }],
      ),
    },
    { requiredKeys: ['role', 'content'] },
  );
  const count = fc.oneof(fc.nat(), fc.constantFrom(null, -1, 1.5, '7'));
  const counts = fc.record(
    {
      prompt_tokens: count,
      completion_tokens: count,
      total_tokens: count,
      cached_tokens: count,
      usage: counts0(),
    },
    { requiredKeys: [] },
  );
  const choice = fc.record(
    {
      index: fc.constantFrom(0, 1, '0'),
      message,
      finish_reason: fc.constantFrom('stop', 'STOP', null),
      usage: counts,
    },
    { requiredKeys: ['index', 'message', 'finish_reason'] },
  );
  const bodies = fc.record(
    {
      usage: counts,
      id: fc.constantFrom('a', '', 1),
      object: fc.constantFrom('chat.completion', 'other'),
      created: fc.constantFrom(1, 1.5),
      model: fc.constantFrom('m', ''),
      choices: fc.array(choice, { minLength: 1, maxLength: 2 }),
      'x"usage': fc.constant({ a: 1 }),
      error: fc.constantFrom(null, []),
    },
    { requiredKeys: ['choices'] },
  );
  // The order of fields differs from vendor to vendor.
  const ordered = bodies.chain((body) =>
    fc.shuffledSubarray(Object.entries(body), { minLength: Object.keys(body).length }),
  );
  fc.assert(
    fc.property(ordered, fc.boolean(), (fields, spaced) => {
      const text = JSON.stringify(Object.fromEntries(fields), undefined, spaced ? 2 : undefined);
      let completion: ChatCompletion;
      try {
        completion = decoded(text);
      } catch {
        return;
      }
      expect(JSON.parse(wireTextOf(completion))).toEqual(JSON.parse(JSON.stringify(completion)));
    }),
    { numRuns: 1000 },
  );
});

function counts0(): fc.Arbitrary<unknown> {
  return fc.constantFrom({}, { prompt_tokens: 1 });
}
