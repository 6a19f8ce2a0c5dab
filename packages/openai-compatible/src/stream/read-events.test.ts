import { createApiError } from '@reg/core';
import { createManualClock } from '@reg/testkit';
import { expect, it } from 'vitest';
import { context } from '../../test/decode-context.js';
import { awaited, type NextBytes } from '../transport/exchange.js';
import { EventSource } from './read-events.js';

const timeouts = { connectMs: 1, headersMs: 1, firstTokenMs: 3_000, idleMs: 4_000, totalMs: 1 };

/** A source whose pieces each take some time to come; tells how long each might have taken. */
function sourceOf(
  pieces: readonly (readonly [afterMs: number, text: string | undefined])[],
  { maxEventLength = 1_000, minBytesPerSecond }: { maxEventLength?: number; minBytesPerSecond?: number } = {},
) {
  const clock = createManualClock();
  const waits: (readonly [phase: string, leftMs: number])[] = [];
  const left = [...pieces];
  const events = new EventSource({
    exchange: {
      read({ phase, timeoutMs, spentMs }, reader) {
        const [afterMs, text] = left.shift() ?? [0, undefined];
        waits.push([phase, timeoutMs - spentMs]);
        void clock.advance(afterMs).then(() => {
          reader.resolve(text === undefined ? undefined : new TextEncoder().encode(text), afterMs);
        });
        return awaited;
      },
    },
    call: { timeouts: { ...timeouts, ...(minBytesPerSecond === undefined ? {} : { minBytesPerSecond }) } },
    context,
    maxEventLength,
    fail: (kind, message) => createApiError({ kind, message, provider: 'box' }),
  });
  const next = (answered: boolean): Promise<ReturnType<EventSource['take']>> =>
    new Promise((resolve, reject) => {
      const take = (bytes: NextBytes, waitedMs: number) => {
        try {
          resolve(events.take(bytes, waitedMs));
        } catch (error) {
          reject(error);
        }
      };
      const bytes = events.ask(answered, { resolve: take, reject });
      if (bytes !== awaited) take(bytes, 0);
    });
  const source = { next };
  return { clock, source, waits };
}

const event = 'data: x\n\n';
const comment = ': alive\n\n';

it('gives the events of each piece until the end', async () => {
  const { source } = sourceOf([
    [0, `${event}data: y`],
    [0, undefined],
  ]);
  expect(await source.next(false)).toEqual([{ data: 'x' }]);
  expect(await source.next(false)).toEqual([{ data: 'y' }]);
  expect(await source.next(false)).toBeUndefined();
});

it('lets the time for the first token run on whatever comes before it', async () => {
  const { source, waits } = sourceOf([
    [1_000, comment],
    [1_000, event],
    [500, event],
  ]);
  for (let round = 0; round < 3; round += 1) await source.next(false);
  expect(waits).toEqual([
    ['first_token_timeout', 3_000],
    ['first_token_timeout', 2_000],
    ['first_token_timeout', 1_000],
  ]);
});

it('counts the idle time from event to event, and a comment is none', async () => {
  const { source, waits } = sourceOf([
    [1_000, event],
    [1_500, comment],
    [1_500, comment],
    [500, event],
    [0, event],
  ]);
  await source.next(false);
  for (let round = 0; round < 4; round += 1) await source.next(true);
  expect(waits.slice(1)).toEqual([
    ['idle_timeout', 4_000],
    ['idle_timeout', 2_500],
    ['idle_timeout', 1_000],
    ['idle_timeout', 4_000],
  ]);
});

it('does not count the time of the consumer', async () => {
  const { clock, source, waits } = sourceOf([
    [1_000, comment],
    [0, event],
  ]);
  await source.next(false);
  await clock.advance(100_000);
  await source.next(false);
  expect(waits[1]).toEqual(['first_token_timeout', 2_000]);
});

it('refuses a line without end', async () => {
  const { source } = sourceOf([[0, 'x'.repeat(2_000)]]);
  await expect(source.next(false)).rejects.toMatchObject({ kind: 'malformed_response' });
});

it('gives up a stream that is slower for ten seconds than it may be, and no other', async () => {
  const drip = Array.from({ length: 30 }, () => [900, event] as const);
  const slow = sourceOf([[0, event], ...drip], { minBytesPerSecond: 20 });
  await slow.source.next(false);
  const reading = (async () => {
    while ((await slow.source.next(true)) !== undefined);
  })();
  await expect(reading).rejects.toMatchObject({ kind: 'idle_timeout' });
  expect(slow.waits).toHaveLength(1 + 12);
  const quick = sourceOf([[0, event], ...drip], { minBytesPerSecond: 5 });
  while ((await quick.source.next(true)) !== undefined);
  expect(quick.waits).toHaveLength(32);
});
