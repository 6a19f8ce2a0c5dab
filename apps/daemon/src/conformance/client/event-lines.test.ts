import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EventLines } from './event-lines.js';

function read(pieces: readonly Uint8Array[]): { readonly events: string[]; readonly isInside: boolean } {
  const lines = new EventLines();
  const events = pieces.flatMap((piece) => lines.take(piece));
  return { events, isInside: lines.isInside };
}

describe('EventLines', () => {
  it('reads the same events wherever the bytes are cut', () => {
    const bytes = Buffer.from(': hello\r\n\r\ndata: 世界\r\n\r\ndata:{"a":\ndata: 1}\n\nid: 4\rdata: 🌊\r\r');
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat({ max: bytes.length })), (cuts) => {
        const places = [0, ...cuts.toSorted((left, right) => left - right), bytes.length];
        const pieces = places.slice(1).map((end, index) => bytes.subarray(places[index], end));
        const flushed = [...pieces, Buffer.from('\n')];
        expect(read(flushed).events).toEqual(['世界', '{"a":\n1}', '🌊']);
      }),
    );
  });

  it('tells when the stream ended inside an event', () => {
    expect(read([Buffer.from('data: a\n\n')]).isInside).toBe(false);
    expect(read([Buffer.from('data: a\n')]).isInside).toBe(true);
    expect(read([Buffer.from('data: a')]).isInside).toBe(true);
  });
});
