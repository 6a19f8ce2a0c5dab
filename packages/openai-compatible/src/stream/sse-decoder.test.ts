import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSseDecoder, type SseEvent } from './sse-decoder.js';

function decode(pieces: readonly Uint8Array[]): SseEvent[] {
  const decoder = createSseDecoder();
  return [...pieces.flatMap((piece) => decoder.push(piece)), ...decoder.end()];
}

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** The same bytes, cut at the given places. */
function cut(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
  const at = [...new Set(places.map((place) => place % (bytes.length + 1)))].sort(
    (left, right) => left - right,
  );
  return [0, ...at].map((start, index) => bytes.subarray(start, at[index] ?? bytes.length));
}

it.each<readonly [string, string, SseEvent[]]>([
  ['LF', 'data: a\n\ndata: b\n\n', [{ data: 'a' }, { data: 'b' }]],
  ['CRLF', 'data: a\r\n\r\ndata: b\r\n\r\n', [{ data: 'a' }, { data: 'b' }]],
  ['CR', 'data: a\r\rdata: b\r\r', [{ data: 'a' }, { data: 'b' }]],
  ['all three', 'data: a\r\n\ndata: b\n\rdata: c\r\r\n', [{ data: 'a' }, { data: 'b' }, { data: 'c' }]],
  ['no space after the colon', 'data:a\n\n', [{ data: 'a' }]],
  ['only one space that is not data', 'data:  a \n\n', [{ data: ' a ' }]],
  ['several data lines', 'data: a\ndata\ndata: b\n\n', [{ data: 'a\n\nb' }]],
  ['a name', 'event: error\ndata: a\n\ndata: b\n\n', [{ event: 'error', data: 'a' }, { data: 'b' }]],
  ['comments and other fields', ': ping\nid: 7\nretry: 5\nwhatever\ndata: a\n\n', [{ data: 'a' }]],
  ['a name without data', 'event: ping\n\ndata: a\n\n', [{ data: 'a' }]],
  ['a byte order mark', '\uFEFFdata: a\n\n', [{ data: 'a' }]],
  ['no blank line at the end', 'data: a\n\ndata: [DONE]\n', [{ data: 'a' }, { data: '[DONE]' }]],
  ['no line end at the end', 'data: [DONE]', [{ data: '[DONE]' }]],
  ['nothing', '', []],
  ['blank lines', '\n\r\n\r\r\n', []],
])('reads %s', (_, text, events) => {
  expect(decode([bytesOf(text)])).toEqual(events);
});

const line = fc.oneof(
  fc.string({ unit: 'grapheme' }).map((text) => `data: ${text.replaceAll(/[\r\n]/g, '')}`),
  fc.constantFrom(
    'event: error',
    ': comment',
    'data',
    'data:',
    '',
    'id: 1',
    'data: {"content":"Grüße, 你好 🌍"}',
  ),
);
const stream = fc
  .array(fc.tuple(line, fc.constantFrom('\n', '\r\n', '\r')))
  .map((lines) => bytesOf(lines.map(([text, end]) => text + end).join('')));

describe('how the bytes are cut', () => {
  it('makes no difference', () => {
    fc.assert(
      fc.property(stream, fc.array(fc.nat()), (bytes, places) => {
        expect(decode(cut(bytes, places))).toEqual(decode([bytes]));
      }),
    );
  });

  it('makes no difference even when every byte comes alone', () => {
    fc.assert(
      fc.property(stream, (bytes) => {
        const single = Array.from(bytes, (_, index) => bytes.subarray(index, index + 1));
        expect(decode(single)).toEqual(decode([bytes]));
      }),
    );
  });
});

it('reads any bytes at all without failing', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 200 })), (pieces) => {
      for (const { data } of decode(pieces)) expect(typeof data).toBe('string');
    }),
  );
});

describe('the limit', () => {
  const limited = (text: string): (() => void) => {
    const decoder = createSseDecoder(100);
    return () => {
      for (let start = 0; start < text.length; start += 10)
        decoder.push(bytesOf(text.slice(start, start + 10)));
    };
  };

  it('stops a line without end', () => {
    expect(limited('data: '.padEnd(200, 'x'))).toThrow(RangeError);
  });

  it('stops an event without end', () => {
    expect(limited('data: x\n'.repeat(50))).toThrow(RangeError);
    expect(limited('data\n'.repeat(50))).toThrow(RangeError);
  });

  it('does not count comments and events that are over', () => {
    expect(limited(': ping\n'.repeat(50))).not.toThrow();
    expect(limited('data: x\n\n'.repeat(50))).not.toThrow();
  });
});

it('takes a time that grows with the bytes, not with their square', () => {
  const decoder = createSseDecoder();
  const piece = bytesOf('x'.repeat(64));
  decoder.push(bytesOf('data: '));
  for (let count = 0; count < 100_000; count += 1) decoder.push(piece);
  const [event] = decoder.push(bytesOf('\n\n'));
  expect(event?.data.length).toBe(6_400_000);
});
