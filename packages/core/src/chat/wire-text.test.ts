import { expect, it } from 'vitest';
import type { ChatCompletionChunk } from './chat-completion.js';
import { keepWireBytes, keepWireText, wireBytesOf, wireTextOf, wireTextWithoutUsage } from './wire-text.js';

const text =
  '{"id":"a", "object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"content":"x"},"finish_reason":null}],"extra":1e2 }';
const came = (): ChatCompletionChunk => {
  const chunk = JSON.parse(text) as ChatCompletionChunk;
  keepWireText(chunk, text);
  return chunk;
};

it('gives back what came, to the letter', () => {
  expect(wireTextOf(came())).toBe(text);
});

it('writes what did not come so: copies, changes, chunks of reg’s own', () => {
  const copy = { ...came(), model: 'other' };
  expect(JSON.parse(wireTextOf(copy))).toEqual(copy);
  expect(JSON.parse(wireTextOf(JSON.parse(text) as ChatCompletionChunk))).toEqual(JSON.parse(text));
});

it('adds the empty usage, whether it came, came otherwise or not at all', () => {
  const wanted: unknown = { ...(JSON.parse(text) as object), usage: null };
  expect(JSON.parse(wireTextWithoutUsage(came()))).toEqual(wanted);
  expect(JSON.parse(wireTextWithoutUsage({ ...came() }))).toEqual(wanted);
  const counted = { ...came(), usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 } };
  expect(JSON.parse(wireTextWithoutUsage(counted))).toEqual(wanted);
  const empty = JSON.parse(`${text.slice(0, -1)},"usage":null}`) as ChatCompletionChunk;
  keepWireText(empty, `${text.slice(0, -1)},"usage":null}`);
  expect(JSON.parse(wireTextWithoutUsage(empty))).toEqual(wanted);
});

it('shows in nothing that looks at the chunk', () => {
  expect(came()).toEqual(JSON.parse(text));
  expect(JSON.stringify(came())).toBe(JSON.stringify(JSON.parse(text)));
  expect(Reflect.ownKeys({ ...came() })).toEqual(Object.keys(came()));
});

it('keeps the bytes of a list of messages with that list alone', () => {
  const messages = [{ role: 'user' as const, content: 'x' }];
  const bytes = Buffer.from('[{"role":"user", "content":"x"}]');
  keepWireBytes(messages, bytes);
  expect(wireBytesOf(messages)).toBe(bytes);
  expect(JSON.stringify(messages)).toBe('[{"role":"user","content":"x"}]');
  for (const copy of [[...messages], messages.map((message) => message), messages.slice()])
    expect(wireBytesOf(copy)).toBeUndefined();
  for (const other of [undefined, null, 'x', {}]) expect(wireBytesOf(other)).toBeUndefined();
});
