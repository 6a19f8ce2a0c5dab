import { RegError } from '@reg/config';
import {
  askedDirectly,
  keepWireText,
  ReadersInTurn,
  type APIError,
  type ChatCompletionChunk,
  type ChatStream,
  type DirectIterator,
  type ProviderCall,
  type StepReader,
} from '@reg/core';
import type { ChatCodec, ChatWire, ChunkDecoder, DecodeContext } from '../chat-codec.js';
import { inBandError } from '../errors/in-band-error.js';
import { malformed } from '../errors/malformed.js';
import { awaited, type BytesReader, type NextBytes } from '../transport/exchange.js';
import type { CallFailure, OpenResponse } from '../transport/http-client.js';
import { expectDone } from './expect-done.js';
import { holdEnd } from './hold-end.js';
import { RepeatedChunk } from './repeated-chunk.js';
import { readEvent, type EventFailures } from './read-event.js';
import { EventSource } from './read-events.js';
import type { SseEvent } from './sse-decoder.js';

/** What reading one streamed answer needs. */
export interface ChatStreamParts {
  readonly response: OpenResponse;
  readonly call: ProviderCall;
  readonly codec: ChatCodec;
  readonly context: DecodeContext;
  readonly fail: CallFailure;
  /** Whether only `[DONE]` means complete. */
  readonly doneRequired: boolean;
  readonly maxEventLength: number;
  /** What no error may show. */
  secrets(): readonly string[];
}

type Step = IteratorResult<ChatCompletionChunk, undefined>;
const over: Step = { done: true, value: undefined };

/**
 * The chunks of a streamed answer, each valid: what comes, then one chunk with the finish reasons, then one without
 * choices that has the usage, if the vendor told it. Ends well only when the answer is complete. Usage that came
 * before a failure is passed on before the failure is thrown: it was paid for. Leaving takes effect at once.
 */
export function readChatStream(parts: ChatStreamParts): ChatStream & DirectIterator<ChatCompletionChunk> {
  return new ChatStreamReader(parts);
}

class ChatStreamReader
  implements AsyncIterableIterator<ChatCompletionChunk, undefined>, DirectIterator<ChatCompletionChunk>
{
  readonly #parts: ChatStreamParts;
  readonly #source: EventSource;
  readonly #chunkOf: ChunkDecoder;
  readonly #repeated = new RepeatedChunk();
  readonly #wire: ChatWire | undefined;
  readonly #expected: ReturnType<typeof expectDone>;
  readonly #end = holdEnd();
  readonly #failures: EventFailures;
  /** Decoded and not yet taken; all were, before more is read. */
  #ready: ChatCompletionChunk[] = [];
  #taken = 0;
  #ended = false;
  #failure: { readonly error: unknown } | undefined;
  #left = false;
  readonly #readers = new ReadersInTurn(() => this.#step());
  /** Whoever waits for bytes is this reader; no answer to one is given before they came. */
  #isReading = false;
  readonly #bytesReader: BytesReader = {
    resolve: (bytes, waitedMs) => {
      this.#isReading = false;
      this.#decode(bytes, waitedMs);
      this.#serve();
    },
    reject: (reason) => {
      this.#isReading = false;
      this.#fail(reason);
      this.#serve();
    },
  };

  constructor(parts: ChatStreamParts) {
    const { context, response, codec } = parts;
    this.#parts = parts;
    this.#wire = codec.wire;
    this.#source = new EventSource({ ...parts, exchange: response.exchange, isPing: codec.wire?.isPing });
    this.#expected = expectDone(context, parts.doneRequired, codec.wire?.endName);
    this.#chunkOf = codec.createChunkDecoder(context);
    this.#failures = new StreamFailures(parts);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<Step> {
    return new Promise((resolve, reject) => {
      this[askedDirectly]({ resolve, reject });
    });
  }

  [askedDirectly](reader: StepReader<ChatCompletionChunk>): void {
    this.#readers.ask(reader);
    if (!this.#isReading) this.#serve();
  }

  return(): Promise<Step> {
    const isOver = this.#left || this.#ended;
    this.#left = true;
    if (!isOver) this.#cancel(this.#parts.fail('aborted', 'the consumer left the stream before its end'));
    return Promise.resolve(over);
  }

  #serve(): void {
    while (this.#readers.serve()) if (!this.#readMore()) return;
  }

  /** What a reader is answered; `undefined` while more must be read for that. */
  #step(): Step | undefined {
    if (this.#left) return over;
    const chunk = this.#ready[this.#taken];
    if (chunk !== undefined) {
      this.#taken += 1;
      if (this.#taken === this.#ready.length) {
        this.#ready = [];
        this.#taken = 0;
      }
      if (!this.#ended) this.#stopIfAborted();
      return { done: false, value: chunk };
    }
    const failure = this.#failure;
    this.#failure = undefined;
    if (failure !== undefined) throw failure.error;
    return this.#ended ? over : undefined;
  }

  /** What the caller aborted is over, even if more of it has arrived already. */
  #stopIfAborted(): void {
    try {
      this.#parts.response.exchange.throwIfAborted();
    } catch (error) {
      this.#fail(error);
      this.#ready = [];
      this.#taken = 0;
      this.#failure = undefined;
      throw error;
    }
  }

  /** Decodes what comes next. False: that is still to come, and all who wait are served then. */
  #readMore(): boolean {
    try {
      const bytes = this.#source.ask(this.#expected.answered, this.#bytesReader);
      if (bytes !== awaited) {
        this.#decode(bytes, 0);
        return true;
      }
      this.#isReading = true;
      return false;
    } catch (error) {
      this.#fail(error);
      return true;
    }
  }

  /** What cannot be decoded is why the stream fails. */
  #decode(bytes: NextBytes, waitedMs: number): void {
    try {
      this.#decodeAll(bytes, waitedMs);
    } catch (error) {
      this.#fail(error);
    }
  }

  #decodeAll(bytes: NextBytes, waitedMs: number): void {
    const events = this.#source.take(bytes, waitedMs);
    if (events !== undefined) {
      this.#take(events);
      return;
    }
    this.#expected.closed();
    this.#finish();
  }

  #take(events: readonly SseEvent[]): void {
    for (const event of events) {
      const chunk = this.#repeated.read(event) ?? this.#read(event);
      if (this.#ended) return;
      if (chunk !== undefined) this.#ready.push(chunk);
    }
  }

  #read(event: SseEvent): ChatCompletionChunk | undefined {
    const read = readEvent(event, this.#failures);
    if (read.type === 'nothing') return undefined;
    if (read.type === 'done' || this.#wire?.isEnd(read.json) === true) {
      // OpenAI's mark says nothing in another dialect: vendors put it behind their errors (GLM, 2026-01).
      if (read.type === 'done' && this.#wire !== undefined) this.#expected.closed();
      else this.#expected.done();
      this.#finish();
      return undefined;
    }
    const chunk = this.#decoded(read.json);
    if (chunk !== undefined) this.#expected.see(chunk);
    const rest = chunk === undefined ? undefined : this.#end.take(chunk);
    if (rest === undefined || rest !== read.json) {
      this.#repeated.forget();
      return rest;
    }
    if (!read.text.includes('\n')) keepWireText(rest, read.text);
    if (this.#chunkOf.passesTexts === true && event.event === undefined && event.data === read.text)
      this.#repeated.learn(rest, read.text);
    return rest;
  }

  /** A codec that stumbles over a shape that it does not know must not look like a bug of the caller. */
  #decoded(json: unknown): ChatCompletionChunk | undefined {
    try {
      return this.#chunkOf(json);
    } catch (error) {
      throw RegError.isInstance(error)
        ? error
        : malformed(this.#parts.context, 'a chunk of the stream does not have the documented shape');
    }
  }

  #finish(): void {
    this.#ended = true;
    this.#parts.response.exchange.letGo();
    this.#push(this.#end.finish());
    this.#push(this.#end.usage());
  }

  #fail(error: unknown): void {
    this.#ended = true;
    this.#failure = { error };
    this.#cancel(this.#parts.fail('aborted', 'the rest of the stream was not wanted'));
    this.#push(this.#end.usage());
  }

  #push(chunk: ChatCompletionChunk | undefined): void {
    if (chunk !== undefined) this.#ready.push(chunk);
  }

  #cancel(reason: RegError): void {
    this.#parts.response.exchange.cancel(reason);
  }
}

/** A class, because there is one for as long as each stream lasts: closures would take several times its memory. */
class StreamFailures implements EventFailures {
  readonly #parts: ChatStreamParts;

  constructor(parts: ChatStreamParts) {
    this.#parts = parts;
  }

  inBand(json: unknown): APIError {
    const parts = this.#parts;
    return inBandError(json, { ...parts, headers: parts.response.headers, secrets: parts.secrets() });
  }

  unreadable(message: string): APIError {
    return malformed(this.#parts.context, message);
  }
}
