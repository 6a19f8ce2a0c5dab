import { wireTextOf, type ChatCompletionChunk } from '@reg/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RepeatedChunk } from './repeated-chunk.js';

const head =
  '{"id":"c1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":';
const tail = ',"finish_reason":null}]}';
const jsonOf = (delta: string): string => `${head}${delta}${tail}`;
const read = (json: string) => JSON.parse(json) as ChatCompletionChunk;

function learned(json: string): RepeatedChunk {
  const repeated = new RepeatedChunk();
  repeated.learn(read(json), json);
  return repeated;
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

it.each([
  ['{"content":"Hel"}', '{"content":"lo"}'],
  ['{ "content" : "a" }', '{ "content" : "" }'],
  ['{"reasoning_content":"a"}', '{"reasoning_content":"b \\u4f60\\n\\"c\\""}'],
  ['{"content":"\\u4f60\\"\\\\"}', '{"content":"\\\\"}'],
  ['{"content":"","reasoning_content":"a"}', '{"content":"","reasoning_content":"你 🌊"}'],
])('reads what differs from %s in its text alone', (first, second) => {
  const chunk = learned(jsonOf(first)).read({ data: jsonOf(second) });
  expect(chunk).toEqual(read(jsonOf(second)));
  expect(chunk === undefined ? '' : wireTextOf(chunk)).toBe(jsonOf(second));
});

it.each([
  ['another field', '{"content":"a"}', '{"reasoning_content":"b"}'],
  ['one field more', '{"content":"a"}', '{"content":"b","tool_calls":[]}'],
  ['a text that ends before its end', '{"content":"a"}', '{"content":"b","role":"assistant"}'],
  ['a text that is not closed', '{"content":"a"}', '{"content":"b\\"}'],
  ['a control character', '{"content":"a"}', '{"content":"b\n"}'],
  ['a role', '{"role":"assistant","content":"a"}', '{"role":"assistant","content":"b"}'],
  ['a field twice', '{"content":"a","content":"a"}', '{"content":"b","content":"a"}'],
  ['two texts', '{"content":"a","reasoning_content":"a"}', '{"content":"b","reasoning_content":"a"}'],
  ['the name in another text', '{"a\\"content":"a","content":"a"}', '{"a\\"content":"b","content":"a"}'],
  ['several lines', '{"content":\n"a"}', '{"content":\n"b"}'],
  ['an object', '{"content":"a"},"logprobs":{"content":null}', '{"content":"b"},"logprobs":{"content":null}'],
])('leaves to others what has %s', (_what, first, second) => {
  expect(learned(jsonOf(first)).read({ data: jsonOf(second) })).toBeUndefined();
});

it('leaves an event with a name to others', () => {
  const json = jsonOf('{"content":"a"}');
  expect(learned(json).read({ data: json, event: 'error' })).toBeUndefined();
});

it('shares nothing between chunks that one could change in another', () => {
  const repeated = new RepeatedChunk();
  const first = read(jsonOf('{"content":"a"}'));
  repeated.learn(first, jsonOf('{"content":"a"}'));
  const change = (chunk: ChatCompletionChunk | undefined) => {
    if (chunk?.choices[0] === undefined) throw new Error('nothing was read');
    chunk.choices[0].delta['x'] = 'changed';
    chunk.choices[0].index = 1;
    chunk.choices.length = 0;
    chunk.model = 'changed';
  };
  change(first);
  change(repeated.read({ data: jsonOf('{"content":"b"}') }));
  const third = jsonOf('{"content":"c"}');
  expect(repeated.read({ data: third })).toEqual(read(third));
});

it('keeps nothing long', () => {
  const long = jsonOf(`{"content":"${'a'.repeat(5_000)}"}`);
  expect(learned(long).read({ data: long })).toBeUndefined();
  expect(learned(jsonOf('{"content":"a"}')).read({ data: long })).toEqual(read(long));
});

it('forgets', () => {
  const json = jsonOf('{"content":"a"}');
  const repeated = learned(json);
  repeated.forget();
  expect(repeated.read({ data: json })).toBeUndefined();
});

it('gives up a vendor whose chunks never repeat, and no other', () => {
  const numbered = (number: number, text = 'a') =>
    jsonOf(`{"content":"${text}"}`).replace('"c1"', `"${number}"`);
  const repeated = new RepeatedChunk();
  const learnNext = (number: number) => {
    repeated.learn(read(numbered(number)), numbered(number));
    return repeated.read({ data: numbered(number, 'b') }) !== undefined;
  };
  for (let number = 0; number < 10; number += 1) expect(learnNext(number)).toBe(true);
  for (let number = 10; number < 14; number += 1) repeated.learn(read(numbered(number)), numbered(number));
  expect(learnNext(14)).toBe(false);
});

describe('whatever comes', () => {
  /** Raw characters between the quotes, with all that could end a string or go wrong in one. */
  const raw = fc
    .array(
      fc.oneof(
        { weight: 3, arbitrary: fc.string({ unit: 'binary', maxLength: 4 }) },
        {
          weight: 2,
          arbitrary: fc.constantFrom(
            '"',
            '\\',
            '\\"',
            '\\u00',
            '\\ud83c',
            '\n',
            '","x":"',
            '"},{',
            '\u2028',
            '-',
          ),
        },
        { weight: 1, arbitrary: fc.string().map((text) => JSON.stringify(text).slice(1, -1)) },
      ),
      { maxLength: 6 },
    )
    .map((parts) => parts.join(''));
  const field = fc.constantFrom('content', 'reasoning_content');
  const extra = fc.constantFrom(
    '',
    ',"content":""',
    ',"finish_reason":"stop"',
    ',"x":"content"',
    ',"role":"assistant"',
  );
  const before = fc.constantFrom(
    '',
    '"reasoning_content":"",',
    '"x\\"content":"a",',
    '"content": "a",',
    '"x":"\\"",',
  );
  const shape = fc.tuple(before, field, extra).map(
    ([first, name, last]) =>
      (text: string) =>
        jsonOf(`{${first}"${name}":"${text}"${last}}`),
  );

  it('is read as JSON would be, or left to be', () => {
    fc.assert(
      fc.property(shape, fc.string(), raw, shape, (jsonAround, text, next, otherAround) => {
        const json = jsonAround(JSON.stringify(text).slice(1, -1));
        const repeated = learned(json);
        for (const data of [jsonAround(next), otherAround(next)]) {
          const chunk = repeated.read({ data });
          if (chunk === undefined) continue;
          expect(JSON.stringify(chunk)).toBe(JSON.stringify(parsed(data)));
          expect(wireTextOf(chunk)).toBe(data);
          expect(data).not.toContain('\n');
        }
      }),
      { numRuns: 3_000 },
    );
  });
});
