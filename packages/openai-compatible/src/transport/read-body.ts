import type { APIError, FailureKind, ProviderCall } from '@reg/core';
import { awaited, type BytesReader, type Exchange, type NextBytes, type Wait } from './exchange.js';

/** What an error says is short; more of it is not waited for. */
const maxErrorBytes = 65_536;
const maxErrorWaitMs = 5_000;

export interface BodyReading {
  readonly call: ProviderCall;
  readonly maxBytes: number;
  readonly fail: (kind: FailureKind, message: string) => APIError;
}

/**
 * A whole body as text: at once where all of it is there, as nearly always by the time that anybody asks.
 *
 * @throws MalformedResponseError when it is longer than `maxBytes`; the connection is closed then.
 */
export function readText(exchange: Exchange, reading: BodyReading): string | Promise<string> {
  return new WholeBody(exchange, reading).read();
}

class WholeBody implements BytesReader {
  readonly #exchange: Exchange;
  readonly #reading: BodyReading;
  readonly #wait: Wait;
  readonly #pieces: Uint8Array[] = [];
  #length = 0;
  #asked: Omit<PromiseWithResolvers<string>, 'promise'> | undefined;

  constructor(exchange: Exchange, reading: BodyReading) {
    this.#exchange = exchange;
    this.#reading = reading;
    this.#wait = { phase: 'idle_timeout', timeoutMs: reading.call.timeouts.idleMs, spentMs: 0 };
  }

  read(): string | Promise<string> {
    return (
      this.#take() ??
      new Promise((resolve, reject) => {
        this.#asked = { resolve, reject };
      })
    );
  }

  resolve(bytes: NextBytes): void {
    try {
      if (bytes !== undefined) this.#add(bytes);
      const text = bytes === undefined ? this.#text() : this.#take();
      if (text !== undefined) this.#asked?.resolve(text);
    } catch (error) {
      this.#asked?.reject(error);
    }
  }

  reject(reason: Error): void {
    this.#asked?.reject(reason);
  }

  /** Takes what is there; the text, once that is all. */
  #take(): string | undefined {
    for (;;) {
      const piece = this.#exchange.read(this.#wait, this);
      if (piece === awaited) return undefined;
      if (piece === undefined) return this.#text();
      this.#add(piece);
    }
  }

  #text(): string {
    return textOf(this.#pieces, this.#length);
  }

  #add(piece: Uint8Array): void {
    const { maxBytes, fail } = this.#reading;
    this.#length += piece.byteLength;
    if (this.#length > maxBytes) {
      const tooLong = fail('malformed_response', `the answer is longer than ${maxBytes} bytes`);
      this.#exchange.cancel(tooLong);
      throw tooLong;
    }
    this.#pieces.push(piece);
  }
}

/**
 * What there is of an error's body, at most 64 KiB of it. The status tells enough: a body that stalls, breaks off or
 * has no end takes nothing from it. Only the caller's own end is thrown.
 */
export async function readErrorText(
  exchange: Exchange,
  { call, fail }: Omit<BodyReading, 'maxBytes'>,
): Promise<string> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  try {
    while (length < maxErrorBytes) {
      const piece = await nextBytes(exchange, Math.min(call.timeouts.idleMs, maxErrorWaitMs));
      if (piece === undefined) break;
      pieces.push(piece);
      length += piece.byteLength;
    }
  } catch (error) {
    if (call.signal?.aborted === true) throw error;
  }
  exchange.cancel(fail('aborted', 'the rest of an error was not read'));
  return textOf(pieces, Math.min(length, maxErrorBytes));
}

/** At once where they are there, else promised. */
function nextBytes(exchange: Exchange, timeoutMs: number): NextBytes | Promise<NextBytes> {
  const wait: Wait = { phase: 'idle_timeout', timeoutMs, spentMs: 0 };
  const asked = Promise.withResolvers<NextBytes>();
  const next = exchange.read(wait, asked);
  return next === awaited ? asked.promise : next;
}

/** UTF-8 without the mark that some servers put before it. */
function textOf(pieces: readonly Uint8Array[], length: number): string {
  const [first] = pieces;
  // Most answers come in one piece, which is not copied.
  const bytes =
    first !== undefined && pieces.length === 1
      ? Buffer.from(first.buffer, first.byteOffset, Math.min(length, first.byteLength))
      : Buffer.concat(pieces, length);
  const text = bytes.toString('utf8');
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}
