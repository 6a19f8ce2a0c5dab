import { keepWireBytes, deepFreeze, type ChatMessage } from '@reg/core';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { jsonBody } from './json-body.js';

const textOf = (body: Uint8Array): string => Buffer.from(body).toString('utf8');

/** Messages that know as what they came: with spaces that nobody would write anew. */
function came(list: readonly object[]): {
  readonly messages: ChatMessage[];
  readonly texts: readonly string[];
} {
  const texts = list.map((message) => JSON.stringify(message, null, 1));
  const signs = [0];
  for (const text of texts) signs.push((signs.at(-1) ?? 0) + Buffer.byteLength(text) + 1);
  const messages = texts.map((text) => JSON.parse(text) as ChatMessage);
  keepWireBytes(messages, Buffer.from(`[${texts.join(',')}]`), signs);
  return { messages, texts };
}

it('says the same whether messages go out as they came or are written anew', () => {
  const message = fc.record({ role: fc.constant('user'), content: fc.string({ unit: 'binary' }) });
  const change = fc.constantFrom('as it came', 'copied', 'left out', 'undefined');
  const others = fc.dictionary(
    fc.string().filter((name) => name !== 'messages'),
    fc.jsonValue(),
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(message, change)), others, fc.boolean(), (list, rest, turned) => {
      const { messages, texts } = came(list.map(([one]) => one));
      const sent = messages.flatMap((one, at) => {
        const how = list[at]?.[1];
        if (how === 'left out') return [];
        return how === 'copied' ? [{ ...one }] : how === 'undefined' ? [undefined] : [one];
      });
      if (turned) sent.reverse();
      const body = { ...rest, messages: sent };
      const text = textOf(jsonBody(body));
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(body)));
      for (const [at, written] of texts.entries())
        if (list[at]?.[1] === 'as it came') expect(text).toContain(written);
    }),
  );
});

it('says the same of tools that come with every request, and of those that do not', () => {
  const tool = fc.record({ type: fc.constant('function'), function: fc.jsonValue() });
  const others = fc.dictionary(
    fc.string().filter((name) => name !== 'tools'),
    fc.jsonValue(),
  );
  fc.assert(
    fc.property(fc.array(tool), others, fc.boolean(), (tools, rest, isKept) => {
      const plain: ChatMessage[] = [{ role: 'user', content: 'x' }];
      const messages = isKept ? came(plain).messages : plain;
      const body = { messages, ...rest, tools };
      const written: unknown = JSON.parse(JSON.stringify(body));
      expect(JSON.parse(textOf(jsonBody(body)))).toEqual(written);
      deepFreeze(tools);
      for (let time = 0; time < 2; time += 1)
        expect(JSON.parse(textOf(jsonBody({ ...body, model: time })))).toEqual({
          ...(written as object),
          model: time,
        });
    }),
  );
});

it('writes anew what is no message that came, and what has none', () => {
  const { messages } = came([{ role: 'user', content: 'x' }]);
  const copies = messages.map((message) => ({ ...message }));
  expect(textOf(jsonBody({ messages: copies }))).toBe('{"messages":[{"role":"user","content":"x"}]}');
  expect(textOf(jsonBody({ messages }))).toBe('{"messages":[{\n "role": "user",\n "content": "x"\n}]}');
  expect(textOf(jsonBody({ messages: [] }))).toBe('{"messages":[]}');
  expect(textOf(jsonBody({ model: 'm' }))).toBe('{"model":"m"}');
  expect(textOf(jsonBody([1]))).toBe('[1]');
});
