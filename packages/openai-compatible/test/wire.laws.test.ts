import { setImmediate as turn } from 'node:timers/promises';
import type { Socket } from 'node:net';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { beginStream, endChunked, piece, startRawServer, type RawServer } from './raw-server.js';
import { asFailure, call, collect, provide, request, textOf } from './talk.js';

/** What the server does with its next connection. */
interface Script {
  readonly pieces: readonly Uint8Array[];
  readonly ending: 'keep' | 'end' | 'reset';
}

let server: RawServer;
let provider: ReturnType<typeof provide>;
let script: Script = { pieces: [], ending: 'end' };

beforeAll(async () => {
  server = await startRawServer(({ socket }) => void play(socket, script));
  provider = provide(server.baseUrl);
});
afterAll(async () => {
  await provider.close();
  await server.close();
});

/** Each piece is a segment of its own, as far as the system lets a sender say so. */
async function play(socket: Socket, { pieces, ending }: Script): Promise<void> {
  socket.setNoDelay(true);
  for (const one of pieces) {
    if (socket.destroyed) return;
    socket.write(one);
    await turn();
  }
  if (ending === 'end') socket.end();
  if (ending === 'reset') socket.resetAndDestroy();
}

/** What came, and how it failed if it did: before the first chunk or after it. */
async function ask(next: Script): ReturnType<typeof collect> {
  script = next;
  try {
    return await collect(await provider.stream(request, call()));
  } catch (failure) {
    return { chunks: [], failure };
  }
}

interface Wire {
  readonly texts: readonly string[];
  readonly newline: string;
  readonly comments: boolean;
  /** Whether its chunks are OpenAI's to the letter. */
  readonly isPlain: boolean;
}

const wire: fc.Arbitrary<Wire> = fc.record({
  texts: fc.array(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }), {
    minLength: 1,
    maxLength: 6,
  }),
  newline: fc.constantFrom('\n', '\r\n', '\r'),
  comments: fc.boolean(),
  isPlain: fc.boolean(),
});

/** A whole good response, with its head and its chunk sizes. */
function bytesOf({ texts, newline, comments, isPlain }: Wire): Buffer {
  const head = isPlain ? { object: 'chat.completion.chunk', created: 1, model: 'llama' } : {};
  const event = (data: string): string =>
    piece(`${comments ? `: ping${newline}` : ''}data: ${data}${newline}${newline}`);
  const chunk = (delta: object, finish: string | null): string =>
    event(JSON.stringify({ id: 'c', ...head, choices: [{ index: 0, delta, finish_reason: finish }] }));
  const said = texts.map((content) => chunk({ content }, null)).join('');
  return Buffer.from(`${beginStream}${said}${chunk({}, 'stop')}${event('[DONE]')}${endChunked}`);
}

const places = fc.array(fc.nat(), { maxLength: 20 });

function cut(whole: Buffer, at: readonly number[]): Buffer[] {
  const sorted = [...new Set(at.map((place) => place % whole.length))].sort((a, b) => a - b);
  return [0, ...sorted]
    .map((start, index) => whole.subarray(start, sorted[index] ?? whole.length))
    .filter((one) => one.length > 0);
}

it('a good stream is the same answer, wherever its bytes are cut', async () => {
  await fc.assert(
    fc.asyncProperty(wire, places, async (good, at) => {
      const { chunks, failure } = await ask({ pieces: cut(bytesOf(good), at), ending: 'keep' });
      expect(failure).toBeUndefined();
      expect(textOf(chunks)).toBe(good.texts.join(''));
      expect(chunks.at(-1)?.choices[0]?.finish_reason).toBe('stop');
    }),
    { numRuns: 150 },
  );
});

it('a good stream is the same answer when every byte comes alone', async () => {
  const texts = ['Grüße, ', '你好 ', '🌊'];
  for (const newline of ['\n', '\r\n', '\r']) {
    const whole = bytesOf({ texts, newline, comments: true, isPlain: true });
    const single = Array.from(whole, (_, index) => whole.subarray(index, index + 1));
    const { chunks, failure } = await ask({ pieces: single, ending: 'keep' });
    expect([failure, textOf(chunks)]).toEqual([undefined, texts.join('')]);
  }
});

it('a stream that stops anywhere before [DONE] is a beginning and a typed error, never an answer', async () => {
  const ending = fc.constantFrom('end' as const, 'reset' as const);
  await fc.assert(
    fc.asyncProperty(wire, places, fc.nat(), ending, async (good, at, stop, how) => {
      const whole = bytesOf(good);
      const end = stop % whole.indexOf('[DONE]');
      const { chunks, failure } = await ask({ pieces: cut(whole.subarray(0, end + 1), at), ending: how });
      asFailure(failure);
      expect(good.texts.join('').startsWith(textOf(chunks))).toBe(true);
      expect(chunks.flatMap(({ choices }) => choices.flatMap((one) => one.finish_reason ?? []))).toEqual([]);
    }),
    { numRuns: 150 },
  );
});

it('a response with any bytes changed is an answer or a typed error, and ends', async () => {
  const changes = fc.array(fc.tuple(fc.nat(), fc.uint8Array({ maxLength: 5 })), {
    minLength: 1,
    maxLength: 5,
  });
  await fc.assert(
    fc.asyncProperty(wire, changes, places, async (good, replaced, at) => {
      const whole = replaced.reduce((bytes, [place, other]) => {
        const start = place % bytes.length;
        return Buffer.concat([bytes.subarray(0, start), other, bytes.subarray(start + 3)]);
      }, bytesOf(good));
      const { failure } = await ask({ pieces: cut(whole, at), ending: 'end' });
      if (failure !== undefined) asFailure(failure);
    }),
    { numRuns: 150 },
  );
});
