import type { ProviderCall } from '@reg/core';
import type { DecodeContext } from '../chat-codec.js';
import { malformed } from '../errors/malformed.js';
import type { awaited, BytesReader, Exchange, NextBytes } from '../transport/exchange.js';
import type { CallFailure } from '../transport/http-client.js';
import { createSseDecoder, type SseDecoder, type SseEvent } from './sse-decoder.js';

export interface EventSourceSettings {
  readonly exchange: Pick<Exchange, 'read'>;
  readonly call: ProviderCall;
  readonly context: DecodeContext;
  readonly maxEventLength: number;
  /** Makes the error of a stream that is too slow. */
  readonly fail: CallFailure;
  /** Events that only keep the connection open, like comments. */
  readonly isPing?: ((event: SseEvent) => boolean) | undefined;
}

/**
 * Bytes to events, by turns: {@link ask} for bytes, {@link take} what came. Two methods and no promise of its own,
 * because this happens for every chunk of every stream. Only the time that is spent waiting for the vendor counts, not
 * the consumer's own.
 */
export class EventSource {
  readonly #settings: EventSourceSettings;
  readonly #decoder: SseDecoder;
  readonly #pace: PaceGuard | undefined;
  #spentMs = 0;
  #hadEvents = false;
  #hasAnswered = false;
  #ended = false;

  constructor(settings: EventSourceSettings) {
    const { minBytesPerSecond } = settings.call.timeouts;
    this.#settings = settings;
    this.#decoder = createSseDecoder(settings.maxEventLength);
    this.#pace =
      minBytesPerSecond === undefined ? undefined : new PaceGuard(minBytesPerSecond, settings.fail);
  }

  /**
   * The next bytes, or `awaited`: then the reader is told them.
   *
   * @param answered - whether content came already: before, the time for the first token runs, afterwards the time
   * between two events. Comments keep a connection open but are no answer, so they reset neither.
   */
  ask(answered: boolean, reader: BytesReader): NextBytes | typeof awaited {
    if (this.#ended) return undefined;
    const { exchange, call } = this.#settings;
    if (answered && this.#hadEvents) this.#spentMs = 0;
    this.#hasAnswered = answered;
    const { idleMs, firstTokenMs } = call.timeouts;
    return exchange.read(
      {
        phase: answered ? 'idle_timeout' : 'first_token_timeout',
        timeoutMs: answered ? idleMs : firstTokenMs,
        spentMs: this.#spentMs,
      },
      reader,
    );
  }

  /**
   * The events of the bytes that were asked for; `undefined` once all were taken.
   *
   * @param waitedMs - how long the vendor took.
   */
  take(bytes: NextBytes, waitedMs: number): readonly SseEvent[] | undefined {
    if (this.#ended) return undefined;
    const { isPing } = this.#settings;
    this.#spentMs += waitedMs;
    if (this.#hasAnswered) this.#pace?.received(bytes?.byteLength ?? 0, waitedMs);
    const events = this.#decoded(bytes);
    this.#ended = bytes === undefined;
    this.#hadEvents = isPing === undefined ? events.length > 0 : !events.every(isPing);
    return events;
  }

  #decoded(bytes: NextBytes): readonly SseEvent[] {
    try {
      return bytes === undefined ? this.#decoder.end() : this.#decoder.push(bytes);
    } catch (error) {
      if (error instanceof RangeError)
        throw malformed(this.#settings.context, `the stream cannot be read: ${error.message}`);
      throw error;
    }
  }
}

/** How long a stream may be slow before it is given up. */
const paceWindowMs = 10_000;

/** Watches the pace of a stream, counting only the time that the vendor was waited for. */
class PaceGuard {
  readonly #minBytesPerSecond: number;
  readonly #fail: CallFailure;
  #windowBytes = 0;
  #windowMs = 0;

  constructor(minBytesPerSecond: number, fail: CallFailure) {
    this.#minBytesPerSecond = minBytesPerSecond;
    this.#fail = fail;
  }

  received(bytes: number, waitedMs: number): void {
    this.#windowBytes += bytes;
    this.#windowMs += waitedMs;
    if (this.#windowMs < paceWindowMs) return;
    const minimum = this.#minBytesPerSecond;
    if (this.#windowBytes / (this.#windowMs / 1000) < minimum)
      throw this.#fail('idle_timeout', `the answer came slower than ${minimum} bytes per second`);
    this.#windowBytes = 0;
    this.#windowMs = 0;
  }
}
