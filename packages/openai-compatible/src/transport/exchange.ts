import type { RegError } from '@reg/config';
import type { APIError, Clock, FailureKind, ProviderCall } from '@reg/core';
import type { Dispatcher } from 'undici';
import { abortReason, AttemptWatch, type Phase } from './attempt-watch.js';
import { connectionFailureOf } from './connection-failure.js';

/** Status and headers of a response. */
export interface ResponseHead {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
}

export interface ExchangeSettings {
  readonly call: ProviderCall;
  readonly clock: Clock;
  readonly origin: string;
  /** What a connection means that breaks in the middle of the answer. */
  readonly brokenKind: 'connection' | 'stream_truncated';
  readonly fail: (kind: FailureKind, message: string) => APIError;
  /** Whether requests wait for a free connection. */
  readonly isCrowded: () => boolean;
}

/** Bytes of a body, `undefined` after the last. */
export type NextBytes = Uint8Array | undefined;

/** Who waits for bytes. Told once for each time that it was left waiting. Must not throw. */
export interface BytesReader {
  /** @param waitedMs - how long it took. */
  resolve(bytes: NextBytes, waitedMs: number): void;
  reject(reason: RegError): void;
}

/** What a reader is answered that must wait. */
export const awaited: unique symbol = Symbol('awaited');

/** How long the vendor may be waited for. */
export interface Wait {
  readonly phase: Phase;
  readonly timeoutMs: number;
  /** How much of that is used up already. */
  readonly spentMs: number;
}

/** What waits for its reader; beyond either, the vendor is made to wait. */
const maxQueuedBytes = 262_144;
const maxQueuedPieces = 256;

/** What may still come after the end of a stream, so that its connection can be used again. */
const maxRestBytes = 65_536;
const maxRestMs = 1_000;

/**
 * One request and its response, below JSON: undici's handler on one side, pull with backpressure on the other. Who
 * waits for bytes has them in the same turn as undici. Nothing that undici calls throws, because an exception there
 * would come back as an error of the connection; and what it may not be told in the middle of its parsing, it is told
 * right after.
 */
export class Exchange implements Dispatcher.DispatchHandler {
  readonly #settings: ExchangeSettings;
  readonly #watch: AttemptWatch;
  #head: ResponseHead | undefined;
  #headReader: Omit<PromiseWithResolvers<ResponseHead>, 'promise'> | undefined;
  #controller: Dispatcher.DispatchController | undefined;
  #begun = false;
  #ended = false;
  #failure: RegError | undefined;
  #queue: Uint8Array[] = [];
  #queuedBytes = 0;
  #reader: BytesReader | undefined;
  #restBytes: number | undefined;
  #cancelRest: (() => void) | undefined;

  constructor(settings: ExchangeSettings) {
    this.#settings = settings;
    const { call, clock, fail } = settings;
    this.#watch = new AttemptWatch({
      call,
      clock,
      fail: (kind, message) =>
        kind === 'connect_timeout' ? this.#noConnection(message) : fail(kind, message),
      onEnd: (reason) => {
        this.cancel(reason);
      },
    });
    this.#watch.start('connect_timeout', call.timeouts.connectMs);
  }

  /** Why it failed, if it did. */
  get failure(): RegError | undefined {
    return this.#failure;
  }

  /**
   * Status and headers: at once where they are there, else promised. Asked for once.
   *
   * @throws why the exchange failed, like the promise.
   */
  head(): ResponseHead | Promise<ResponseHead> {
    if (this.#failure !== undefined) throw this.#failure;
    if (this.#head !== undefined) return this.#head;
    return new Promise((resolve, reject) => {
      this.#headReader = { resolve, reject };
    });
  }

  /**
   * The next bytes, `undefined` after the last, where they are there; else `awaited`, and the reader is told. Only the
   * time that is spent waiting counts as the phase's.
   *
   * @throws why the exchange failed, which is what a reader that waits is told.
   */
  read({ phase, timeoutMs, spentMs }: Wait, reader: BytesReader): NextBytes | typeof awaited {
    this.throwIfAborted();
    const next = this.#queue.shift();
    if (next !== undefined) {
      this.#queuedBytes -= next.byteLength;
      if (this.#queue.length === 0) this.#resume();
      return next;
    }
    if (this.#failure !== undefined) throw this.#failure;
    if (this.#ended) return undefined;
    this.#watch.enter(phase, timeoutMs, spentMs);
    this.#reader = reader;
    return awaited;
  }

  /** Throws when the caller aborted, even if everything has arrived already and is only being read. */
  throwIfAborted(): void {
    if (this.#settings.call.signal?.aborted === true) throw this.#failure ?? abortReason(this.#settings);
  }

  /** The answer is complete: what still comes is let go by, so that the connection can be used again. */
  letGo(): void {
    this.#watch.stop();
    if (this.#ended || this.#failure !== undefined) return;
    this.#queue = [];
    this.#restBytes = 0;
    this.#cancelRest = this.#settings.clock.schedule(maxRestMs, () =>
      this.#controller?.abort(new Error('let go')),
    );
    this.#resume();
  }

  /** Gives up: ends the connection and whoever waits. Does nothing when all is over. */
  cancel(reason: RegError): void {
    if (this.#ended || this.#restBytes !== undefined || this.#failure !== undefined) return;
    this.#queue = [];
    const controller = this.#controller;
    queueMicrotask(() => controller?.abort(reason));
    this.#fail(reason);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#failure !== undefined) controller.abort(this.#failure);
    else this.#watch.enter('headers_timeout', this.#settings.call.timeouts.headersMs);
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    headers: Readonly<Record<string, string | string[] | undefined>>,
  ): void {
    // 1xx only announces the response.
    if (status < 200 || this.#begun) return;
    this.#begun = true;
    this.#watch.hold();
    // Nobody reads them, and each would keep what it was read with until the answer ends.
    controller.rawHeaders = null;
    const head = { status, headers: flatHeaders(headers) };
    if (this.#headReader === undefined) this.#head = head;
    else this.#headReader.resolve(head);
    this.#headReader = undefined;
  }

  onResponseData(controller: Dispatcher.DispatchController, bytes: Uint8Array): void {
    if (this.#restBytes !== undefined) {
      this.#restBytes += bytes.byteLength;
      if (this.#restBytes > maxRestBytes) controller.abort(new Error('let go'));
      return;
    }
    if (this.#failure !== undefined || bytes.byteLength === 0) return;
    if (this.#reader !== undefined) {
      this.#handOver(bytes);
      return;
    }
    this.#queue.push(bytes);
    this.#queuedBytes += bytes.byteLength;
    if (this.#queuedBytes > maxQueuedBytes || this.#queue.length > maxQueuedPieces) controller.pause();
  }

  onResponseEnd(): void {
    this.#ended = true;
    this.#cancelRest?.();
    this.#watch.stop();
    this.#handOver(undefined);
  }

  onResponseError(_controller: Dispatcher.DispatchController | null, error: Error): void {
    this.#cancelRest?.();
    if (this.#failure !== undefined || this.#restBytes !== undefined) return;
    const { kind, message } = connectionFailureOf(error, this.#settings.origin);
    const isCut = this.#begun && kind === 'connection';
    this.#fail(
      isCut
        ? this.#settings.fail(this.#settings.brokenKind, `the answer broke off: ${message}`)
        : this.#settings.fail(kind, message),
    );
  }

  #resume(): void {
    const controller = this.#controller;
    if (controller?.paused === true)
      queueMicrotask(() => {
        controller.resume();
      });
  }

  #handOver(bytes: Uint8Array | undefined): void {
    const reader = this.#reader;
    this.#reader = undefined;
    const waitedMs = this.#watch.hold();
    reader?.resolve(bytes, waitedMs);
  }

  #fail(reason: RegError): void {
    this.#failure = reason;
    this.#watch.stop();
    this.#headReader?.reject(reason);
    this.#headReader = undefined;
    const reader = this.#reader;
    this.#reader = undefined;
    reader?.reject(reason);
  }

  #noConnection(message: string): APIError {
    const { fail, isCrowded, origin } = this.#settings;
    return isCrowded()
      ? fail('concurrency_limited', `every connection to ${origin} is in use; allow more, or wait longer`)
      : fail('connect_timeout', `${message} to ${origin}`);
  }
}

/** The names are in lower case already, and nearly always each comes once. */
function flatHeaders(
  headers: Readonly<Record<string, string | string[] | undefined>>,
): Readonly<Record<string, string>> {
  return areFlat(headers) ? headers : flattened(headers);
}

function areFlat(
  headers: Readonly<Record<string, string | string[] | undefined>>,
): headers is Readonly<Record<string, string>> {
  for (const name in headers) if (typeof headers[name] !== 'string') return false;
  return true;
}

function flattened(
  headers: Readonly<Record<string, string | string[] | undefined>>,
): Readonly<Record<string, string>> {
  const flat: Record<string, string> = {};
  for (const name in headers) {
    const value = headers[name];
    if (value !== undefined) flat[name] = typeof value === 'string' ? value : value.join(', ');
  }
  return flat;
}
