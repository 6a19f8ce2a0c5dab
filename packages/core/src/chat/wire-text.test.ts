import { describe, expect, it } from 'vitest';
import type { ChatCompletionChunk } from './chat-completion.js';
import type { ChatMessage } from './chat-request.js';
import { keepWireBytes, keepWireText, wireRunOf, wireTextOf, wireTextWithoutUsage } from './wire-text.js';

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

describe('the bytes of messages', () => {
  const text =
    '{"messages": [ {"role":"user", "content":"x"},{"role":"user","content":"y"} , {"role":"user"}]}';
  const body = Buffer.from(text);
  const signs = [text.indexOf('['), text.indexOf(',{'), text.lastIndexOf(' , {') + 1, text.indexOf(']')];
  const came = (bytes = body): ChatMessage[] => {
    const { messages } = JSON.parse(text) as { messages: ChatMessage[] };
    keepWireBytes(messages, bytes, signs);
    return messages;
  };
  const runOf = (messages: readonly unknown[], first = 0) => {
    const run = wireRunOf(messages, first);
    return run && [Buffer.from(run.bytes).toString(), run.next];
  };

  it('come together for those that stand together', () => {
    const messages = came();
    expect(runOf(messages)).toEqual([text.slice(text.indexOf('[') + 1, -2), 3]);
    expect(runOf(messages, 1)).toEqual([text.slice(text.indexOf(',{') + 1, -2), 3]);
    expect(runOf(messages, 3)).toBeUndefined();
  });

  it('are theirs in any list, and nobody else’s', () => {
    const [first, second, third] = came();
    expect(runOf([first, third])).toEqual([' {"role":"user", "content":"x"}', 1]);
    expect(runOf([second, first, third])).toEqual(['{"role":"user","content":"y"} ', 1]);
    expect(runOf([first, { ...second }, third])).toEqual([' {"role":"user", "content":"x"}', 1]);
    expect(runOf([first, came(Buffer.from(text))[1]])).toEqual([' {"role":"user", "content":"x"}', 1]);
    for (const other of [{ ...first }, structuredClone(first), undefined, null, 'x', {}])
      expect(runOf([other])).toBeUndefined();
  });

  it('show in nothing that looks at the messages', () => {
    expect(came()).toEqual((JSON.parse(text) as { messages: unknown }).messages);
    expect(Reflect.ownKeys(came()[0] ?? {})).toEqual(['role', 'content']);
  });
});
