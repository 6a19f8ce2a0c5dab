import type { APIError, FailureKind, ProviderCall } from '@reg/core';
import { awaited, type Exchange, type NextBytes, type Wait } from './exchange.js';

/** What an error says is short; more of it is not waited for. */
const maxErrorBytes = 65_536;
const maxErrorWaitMs = 5_000;

export interface BodyReading {
  readonly call: ProviderCall;
  readonly maxBytes: number;
  readonly fail: (kind: FailureKind, message: string) => APIError;
}

/**
 * A whole body as text.
 *
 * @throws MalformedResponseError when it is longer than `maxBytes`; the connection is closed then.
 */
export async function readText(exchange: Exchange, { call, maxBytes, fail }: BodyReading): Promise<string> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const piece = await nextBytes(exchange, call.timeouts.idleMs);
    if (piece === undefined) return textOf(pieces, length);
    length += piece.byteLength;
    if (length > maxBytes) {
      const tooLong = fail('malformed_response', `the answer is longer than ${maxBytes} bytes`);
      exchange.cancel(tooLong);
      throw tooLong;
    }
    pieces.push(piece);
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
