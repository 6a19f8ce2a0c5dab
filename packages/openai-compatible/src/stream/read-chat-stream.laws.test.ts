import { APIError, createApiError, wireTextOf, type ChatCompletionChunk } from '@reg/core';
import { createManualClock } from '@reg/testkit';
import fc from 'fast-check';
import type { Dispatcher } from 'undici';
import { expect, it } from 'vitest';
import { context } from '../../test/decode-context.js';
import { call, collect } from '../../test/talk.js';
import type { ChatCodec } from '../chat-codec.js';
import { openAiCodec } from '../codec/open-ai-codec.js';
import { Exchange } from '../transport/exchange.js';
import { readChatStream } from './read-chat-stream.js';

/** Says nothing of passing texts, so that every event is given to it. */
const askedForEach: ChatCodec = {
  ...openAiCodec,
  createChunkDecoder(decodeContext) {
    const decode = openAiCodec.createChunkDecoder(decodeContext);
    return (event) => decode(event);
  },
};

const nothing = (): void => undefined;
const controller: Dispatcher.DispatchController = {
  aborted: false,
  paused: false,
  reason: null,
  rawHeaders: null,
  rawTrailers: null,
  pause: nothing,
  resume: nothing,
  abort: nothing,
};

/** What a stream of these pieces gives, of which some come before anybody asks and the others while somebody waits. */
async function outcome(codec: ChatCodec, pieces: readonly Uint8Array[], early: number) {
  const clock = createManualClock();
  const fail = (kind: APIError['kind'], message: string): APIError =>
    createApiError({ kind, message, provider: 'box' });
  const exchange = new Exchange({
    call: call(),
    clock,
    origin: 'http://box',
    brokenKind: 'stream_truncated',
    fail,
    isCrowded: () => false,
  });
  exchange.onRequestStart(controller);
  exchange.onResponseStart(controller, 200, {});
  const response = { ...(await exchange.head()), exchange };
  const stream = readChatStream({
    response,
    call: call(),
    codec,
    context,
    fail,
    doneRequired: true,
    maxEventLength: 100_000,
    secrets: () => [],
  });
  const push = (bytes: Uint8Array): void => {
    exchange.onResponseData(controller, bytes);
  };
  pieces.slice(0, early).forEach(push);
  const reading = collect(stream);
  pieces.slice(early).forEach(push);
  exchange.onResponseEnd();
  const { chunks, failure } = await reading;
  return { chunks, failure: APIError.isInstance(failure) ? failure.message : failure };
}

const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 6 }),
  fc.constantFrom('', '"', '\\', 'a\nb', '","content":"', '{"error":1}'),
);
const delta = fc.oneof(
  { weight: 6, arbitrary: fc.record({ content: text }) },
  { weight: 3, arbitrary: fc.record({ reasoning_content: text }) },
  { weight: 1, arbitrary: fc.record({ role: fc.constant('assistant'), content: text }) },
  { weight: 1, arbitrary: fc.record({ content: text, reasoning_content: text }) },
  { weight: 1, arbitrary: fc.constantFrom({}, { content: null }, { refusal: 'no' }, { tool_calls: [] }) },
);
const usage = { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 };
const mostly = <T>(usual: T, ...others: T[]) =>
  fc.oneof(
    { weight: 12, arbitrary: fc.constant(usual) },
    { weight: 1, arbitrary: fc.constantFrom(...others) },
  );
const chunk = fc
  .tuple(
    delta,
    mostly<unknown>(null, 'stop', 'length', 7),
    mostly({}, { usage }, { usage: null }, { error: 'bad' }),
  )
  .map(([said, finish_reason, more]) => ({
    id: 'c',
    object: 'chat.completion.chunk',
    created: 1,
    model: 'm',
    choices: [{ index: 0, delta: said, finish_reason }],
    ...more,
  }));
const ascii = (json: string): string =>
  json.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
const style = fc.constantFrom<((value: unknown) => string)[]>(
  (value) => `data: ${JSON.stringify(value)}\n\n`,
  (value) => `data: ${ascii(JSON.stringify(value))}\n\n`,
  (value) => `data: ${JSON.stringify(value).replaceAll('":"', '": "')} \r\n\r\n`,
  (value) => `event: chunk\ndata: ${JSON.stringify(value)}\n\n`,
);
const events = fc
  .tuple(style, fc.array(chunk, { maxLength: 10 }), mostly('data: [DONE]\n\n', '', 'data: {"choices"'))
  .map(([told, chunks, end]) => [...chunks.map(told), end]);

/** Each event alone, as vendors send them, or cut anywhere. */
const pieces = fc.oneof(
  events.map((told) => told.map((one) => new TextEncoder().encode(one))),
  fc.tuple(events, fc.array(fc.nat(), { maxLength: 6 })).map(([told, places]) => {
    const whole = new TextEncoder().encode(told.join(''));
    const at = [...new Set(places.map((place) => place % (whole.length + 1)))].sort((a, b) => a - b);
    return [0, ...at].map((start, index) => whole.subarray(start, at[index] ?? whole.length));
  }),
);

it('is what reading every event in full gives, whatever comes and however it is cut', async () => {
  const jsonOf = (chunks: readonly ChatCompletionChunk[]) => chunks.map((one) => JSON.stringify(one));
  await fc.assert(
    fc.asyncProperty(pieces, fc.nat({ max: 12 }), async (given, early) => {
      const quick = await outcome(openAiCodec, given, early);
      const full = await outcome(askedForEach, given, given.length);
      expect(quick.failure).toEqual(full.failure);
      expect(jsonOf(quick.chunks)).toEqual(jsonOf(full.chunks));
      for (const one of quick.chunks) {
        expect(JSON.parse(wireTextOf(one))).toEqual(JSON.parse(JSON.stringify(one)));
        expect(wireTextOf(one)).not.toMatch(/[\n\r]/);
      }
    }),
    { numRuns: 1_000 },
  );
});
