import { RegError } from '@reg/config';
import type { ChatCompletionChunk, Clock, ProviderCall } from '@reg/core';
import type { ChatCodec, DecodeContext } from '../chat-codec.js';
import { inBandError } from '../errors/in-band-error.js';
import { malformed } from '../errors/malformed.js';
import type { CallFailure, OpenResponse } from '../transport/http-client.js';
import { expectDone } from './expect-done.js';
import { holdEnd } from './hold-end.js';
import { readEvent, type EventFailures } from './read-event.js';
import { createEventSource } from './read-events.js';

/** What reading one streamed answer needs. */
export interface ChatStreamParts {
  readonly response: OpenResponse;
  readonly call: ProviderCall;
  readonly codec: ChatCodec;
  readonly context: DecodeContext;
  readonly clock: Clock;
  readonly fail: CallFailure;
  /** Whether only `[DONE]` means complete. */
  readonly doneRequired: boolean;
  readonly maxEventLength: number;
  /** What no error may show. */
  secrets(): readonly string[];
}

/**
 * The chunks of a streamed answer, each valid: what comes, then one chunk with the finish reasons, then one without
 * choices that has the usage, if the vendor told it. Ends well only when the answer
 * is complete. Usage that came before a failure is passed on before the failure is thrown: it was paid for.
 */
export async function* readChatStream(
  parts: ChatStreamParts,
): AsyncGenerator<ChatCompletionChunk, void, undefined> {
  const { exchange } = parts.response;
  const end = holdEnd();
  let failure: unknown;
  try {
    for await (const chunk of decodedChunks(parts)) {
      const rest = end.take(chunk);
      if (rest !== undefined) yield rest;
    }
    exchange.letGo();
  } catch (error) {
    failure = error;
  } finally {
    exchange.cancel(parts.fail('aborted', 'the rest of the stream was not wanted'));
  }
  const lastChunks = [failure === undefined ? end.finish() : undefined, end.usage()];
  for (const chunk of lastChunks) if (chunk !== undefined) yield chunk;
  if (failure !== undefined) throw failure;
}

/** Chunks as the codec gives them, until the end that `expectDone` accepts. */
async function* decodedChunks(parts: ChatStreamParts): AsyncGenerator<ChatCompletionChunk, void, undefined> {
  const { context, response, doneRequired } = parts;
  const source = createEventSource({ ...parts, exchange: response.exchange });
  const end = expectDone(context, doneRequired);
  const decode = guardedDecoder(parts);
  const failures: EventFailures = {
    inBand: (json) => inBandError(json, { ...parts, headers: response.headers, secrets: parts.secrets() }),
    unreadable: (message) => malformed(context, message),
  };
  for (let events = await source.next(false); events !== undefined; events = await source.next(end.answered))
    for (const event of events) {
      const read = readEvent(event, failures);
      if (read.type === 'done') {
        end.done();
        return;
      }
      const chunk = read.type === 'chunk' ? decode(read.json) : undefined;
      if (chunk === undefined) continue;
      end.see(chunk);
      response.exchange.throwIfAborted();
      yield chunk;
    }
  end.closed();
}

/** A codec that stumbles over a shape that it does not know must not look like a bug of the caller. */
function guardedDecoder({ codec, context }: ChatStreamParts): ReturnType<ChatCodec['createChunkDecoder']> {
  const decode = codec.createChunkDecoder(context);
  return (json) => {
    try {
      return decode(json);
    } catch (error) {
      throw RegError.isInstance(error)
        ? error
        : malformed(context, 'a chunk of the stream does not have the documented shape');
    }
  };
}
