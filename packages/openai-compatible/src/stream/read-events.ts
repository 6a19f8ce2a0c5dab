import type { Clock, ProviderCall } from '@reg/core';
import type { DecodeContext } from '../chat-codec.js';
import { malformed } from '../errors/malformed.js';
import type { Exchange } from '../transport/exchange.js';
import type { CallFailure } from '../transport/http-client.js';
import { createSseDecoder, type SseEvent } from './sse-decoder.js';

export interface EventSource {
  /**
   * The events of the next bytes; `undefined` after the last.
   *
   * @param answered - whether content came already: before, the time for the first token runs, afterwards the time
   * between two events. Comments keep a connection open but are no answer, so they reset neither.
   */
  next(answered: boolean): Promise<readonly SseEvent[] | undefined>;
}

export interface EventSourceSettings {
  readonly exchange: Pick<Exchange, 'read'>;
  readonly call: ProviderCall;
  readonly clock: Clock;
  readonly context: DecodeContext;
  readonly maxEventLength: number;
  /** Makes the error of a stream that is too slow. */
  readonly fail: CallFailure;
  /** Events that only keep the connection open, like comments. */
  readonly isPing?: ((event: SseEvent) => boolean) | undefined;
}

/** Bytes to events. Only the time that is spent waiting for the vendor counts, not the consumer's own. */
export function createEventSource(settings: EventSourceSettings): EventSource {
  const { exchange, clock, context, maxEventLength, isPing } = settings;
  const { firstTokenMs, idleMs, minBytesPerSecond } = settings.call.timeouts;
  const pace =
    minBytesPerSecond === undefined ? undefined : createPaceGuard(minBytesPerSecond, settings.fail);
  const decoder = createSseDecoder(maxEventLength);
  let spentMs = 0;
  let hadEvents = false;
  let ended = false;

  const decoded = (bytes: Uint8Array | undefined): readonly SseEvent[] => {
    try {
      return bytes === undefined ? decoder.end() : decoder.push(bytes);
    } catch (error) {
      if (error instanceof RangeError)
        throw malformed(context, `the stream cannot be read: ${error.message}`);
      throw error;
    }
  };

  return {
    async next(answered) {
      if (ended) return undefined;
      if (answered && hadEvents) spentMs = 0;
      const startedMs = clock.nowMs();
      const bytes = answered
        ? await exchange.read('idle_timeout', idleMs, spentMs)
        : await exchange.read('first_token_timeout', firstTokenMs, spentMs);
      const waitedMs = clock.nowMs() - startedMs;
      spentMs += waitedMs;
      if (answered) pace?.received(bytes?.byteLength ?? 0, waitedMs);
      const events = decoded(bytes);
      ended = bytes === undefined;
      hadEvents = isPing === undefined ? events.length > 0 : !events.every(isPing);
      return events;
    },
  };
}

/** How long a stream may be slow before it is given up. */
const paceWindowMs = 10_000;

/** Watches the pace of a stream, counting only the time that the vendor was waited for. */
function createPaceGuard(minBytesPerSecond: number, fail: CallFailure) {
  let windowBytes = 0;
  let windowMs = 0;
  return {
    received(bytes: number, waitedMs: number): void {
      windowBytes += bytes;
      windowMs += waitedMs;
      if (windowMs < paceWindowMs) return;
      if (windowBytes / (windowMs / 1000) < minBytesPerSecond)
        throw fail('idle_timeout', `the answer came slower than ${minBytesPerSecond} bytes per second`);
      windowBytes = 0;
      windowMs = 0;
    },
  };
}
