import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSseDecoder, type SseEvent } from './sse-decoder.js';

/** The rules of html.spec.whatwg.org 9.2, on the whole text at once, as plainly as they can be said. */
function eventsByTheBook(bytes: Uint8Array): SseEvent[] {
  const events: SseEvent[] = [];
  let data: string[] = [];
  let event = '';
  const lines = new TextDecoder().decode(bytes).split(/\r\n|\n|\r/);
  // What no blank line closed is given too: the vendors' last event may be all that is missing its end.
  for (const line of [...lines, '']) {
    const [, field = '', value = ''] = /^([^:]*):? ?(.*)$/s.exec(line) ?? [];
    if (line === '') {
      if (data.length > 0) events.push({ data: data.join('\n'), ...(event === '' ? {} : { event }) });
      data = [];
      event = '';
    } else if (field === 'data') data.push(value);
    else if (field === 'event') event = value;
  }
  return events;
}

/** What came out, and whether it ended with the error for what is too long. Any other error fails the test. */
function outcome(pieces: readonly Uint8Array[], maxEventLength?: number) {
  const decoder = createSseDecoder(maxEventLength);
  const events: SseEvent[] = [];
  try {
    for (const piece of pieces) events.push(...decoder.push(piece));
    events.push(...decoder.end());
    return { events, tooLong: false };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { events, tooLong: true };
  }
}

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Bytes that are near to a stream: its words, its borders, pieces of characters, and anything at all. */
const bytes = fc
  .array(
    fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom('\n', '\r', '\r\n', '\n\n', ':', ' ', '\0').map(bytesOf) },
      {
        weight: 3,
        arbitrary: fc.constantFrom('data', 'data: ', 'event:', 'id: 1', '[DONE]', '{}').map(bytesOf),
      },
      { weight: 1, arbitrary: fc.constantFrom('\uFEFF', 'é', '你', '🌊').map(bytesOf) },
      { weight: 1, arbitrary: fc.uint8Array({ maxLength: 6 }) },
    ),
    { maxLength: 60 },
  )
  .map((parts) => Uint8Array.from(parts.flatMap((part) => [...part])));

const cuts = fc.array(fc.nat(), { maxLength: 12 });

function cut(whole: Uint8Array, places: readonly number[]): Uint8Array[] {
  const at = [...new Set(places.map((place) => place % (whole.length + 1)))].sort((a, b) => a - b);
  return [0, ...at].map((start, index) => whole.subarray(start, at[index] ?? whole.length));
}

it('any bytes, cut anywhere, are the events that the standard says', () => {
  fc.assert(
    fc.property(bytes, cuts, (whole, places) => {
      expect(outcome(cut(whole, places))).toEqual({ events: eventsByTheBook(whole), tooLong: false });
    }),
    { numRuns: 2_000 },
  );
});

it.each([1, 2])('a byte order mark that is cut after %i bytes is no data', (place) => {
  const whole = bytesOf('\uFEFFdata: a\n\n');
  expect(outcome([whole.subarray(0, place), whole.subarray(place)]).events).toEqual([{ data: 'a' }]);
});

it.each([0, 1, 2, 3, 4])('of two marks only the first is none of the text, cut after %i bytes', (place) => {
  const whole = bytesOf('\uFEFF\uFEFFdata: a\n\ndata: b\n\n');
  expect(outcome([whole.subarray(0, place), whole.subarray(place)]).events).toEqual([{ data: 'b' }]);
});

describe('the limit', () => {
  const limit = 16;

  it('is the same however the bytes are cut, and what came before it is not lost', () => {
    fc.assert(
      fc.property(bytes, cuts, (whole, places) => {
        const single = Array.from(whole, (_, index) => whole.subarray(index, index + 1));
        expect(outcome(cut(whole, places), limit)).toEqual(outcome(single, limit));
      }),
      { numRuns: 2_000 },
    );
  });

  it('holds for a comment that is too long, in one piece as in many', () => {
    const comment = bytesOf(`: ${'x'.repeat(limit)}\n`);
    const single = Array.from(comment, (_, index) => comment.subarray(index, index + 1));
    expect([outcome([comment], limit).tooLong, outcome(single, limit).tooLong]).toEqual([true, true]);
  });

  it('is what is kept at most: nothing that has no end is taken for long', () => {
    fc.assert(
      fc.property(fc.constantFrom('x', 'data', ':', 'data:\n', 'event: x\n', 'data: y\r'), (endless) => {
        const decoder = createSseDecoder(limit);
        let pushed = 0;
        expect(() => {
          for (; pushed <= 4 * limit; pushed += 1) decoder.push(bytesOf(endless));
        }).toThrow(RangeError);
      }),
    );
  });
});
