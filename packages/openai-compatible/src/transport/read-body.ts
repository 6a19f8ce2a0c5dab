import type { APIError, FailureKind, ProviderCall } from '@reg/core';
import type { Exchange, NextBytes } from './exchange.js';

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
  const body = new BodySoFar(exchange, reading);
  return body.take() ?? body.rest();
}

class BodySoFar {
  readonly #exchange: Exchange;
  readonly #reading: BodyReading;
  readonly #pieces: Uint8Array[] = [];
  #length = 0;
  #next: Promise<NextBytes> | undefined;

  constructor(exchange: Exchange, reading: BodyReading) {
    this.#exchange = exchange;
    this.#reading = reading;
  }

  /** Takes what is there; the text, once that is all. */
  take(): string | undefined {
    for (;;) {
      const piece = this.#exchange.read('idle_timeout', this.#reading.call.timeouts.idleMs);
      if (piece === undefined) return textOf(this.#pieces, this.#length);
      if (piece instanceof Promise) {
        this.#next = piece;
        return undefined;
      }
      this.#add(piece);
    }
  }

  async rest(): Promise<string> {
    for (;;) {
      const piece = await this.#next;
      if (piece === undefined) return textOf(this.#pieces, this.#length);
      this.#add(piece);
      const text = this.take();
      if (text !== undefined) return text;
    }
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
      const piece = await exchange.read('idle_timeout', Math.min(call.timeouts.idleMs, maxErrorWaitMs));
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
