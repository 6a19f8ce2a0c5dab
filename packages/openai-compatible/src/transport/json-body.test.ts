import { keepWireBytes, deepFreeze, type ChatMessage } from '@reg/core';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { jsonBody } from './json-body.js';

const textOf = (body: Uint8Array): string => Buffer.from(body).toString('utf8');

it('says the same whether messages go out as they came or are written anew', () => {
  const message = fc.record({ role: fc.constant('user'), content: fc.string({ unit: 'binary' }) });
  const others = fc.dictionary(
    fc.string().filter((name) => name !== 'messages'),
    fc.jsonValue(),
  );
  fc.assert(
    fc.property(fc.array(message), others, (list, rest) => {
      const bytes = Buffer.from(JSON.stringify(list, null, 1));
      const messages = JSON.parse(bytes.toString('utf8')) as ChatMessage[];
      keepWireBytes(messages, bytes);
      const body = { ...rest, messages };
      const kept = jsonBody(body);
      expect(Buffer.from(kept).includes(bytes)).toBe(true);
      expect(JSON.parse(textOf(kept))).toEqual(JSON.parse(JSON.stringify({ ...rest, messages: list })));
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
      const messages: ChatMessage[] = [{ role: 'user', content: 'x' }];
      if (isKept) keepWireBytes(messages, Buffer.from(JSON.stringify(messages)));
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

it('writes anew what is not the list that came, and what has none', () => {
  const messages: ChatMessage[] = [{ role: 'user', content: 'x' }];
  keepWireBytes(messages, Buffer.from('[1]'));
  expect(textOf(jsonBody({ messages: [...messages] }))).toBe('{"messages":[{"role":"user","content":"x"}]}');
  expect(textOf(jsonBody({ model: 'm' }))).toBe('{"model":"m"}');
  expect(textOf(jsonBody([1]))).toBe('[1]');
});
