import { RegError } from '@reg/config';
import {
  createApiError,
  type APIError,
  type Clock,
  type Credential,
  type FailureKind,
  type ProviderCall,
} from '@reg/core';
import type { ErrorFacts, ErrorResponse } from '../chat-codec.js';
import { scrub, withoutSecret } from '../errors/scrub.js';
import { createConnections, type Connections, type RequestToSend } from './connections.js';
import { endpointAt, type Endpoint } from './endpoint.js';
import { Exchange, type ResponseHead } from './exchange.js';
import { readErrorText } from './read-body.js';
import { createHeaderMaker, secretsIn } from './request-headers.js';

export interface HttpClientSettings {
  readonly provider: string;
  readonly baseUrl: string;
  readonly authorize: (credential: Credential | undefined, nowMs: number) => Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly mapError: (response: ErrorResponse) => ErrorFacts;
  readonly clock: Clock;
  readonly maxConnections: number;
}

/** One request as it goes on the wire. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below the base URL. */
  readonly path: string;
  readonly body?: Uint8Array | undefined;
  readonly contentType?: string | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly accept: string;
  readonly call: ProviderCall;
}

/** A response with a good status, its body still to be read. */
export interface OpenResponse extends ResponseHead {
  readonly exchange: Exchange;
}

/** Codecs cut their messages; this is for one that does not. */
const maxMessageLength = 4_096;

/** From here on a body is worth letting go. */
const longBodyBytes = 32_768;

/** Makes the errors of one call. */
export type CallFailure = (kind: FailureKind, message: string) => APIError;

/**
 * HTTP to one endpoint: one attempt per request, never a retry. Everything that goes wrong is one of reg's errors,
 * without the key.
 */
export class HttpClient {
  readonly clock: Clock;
  readonly #settings: HttpClientSettings;
  readonly #endpoint: Endpoint;
  readonly #connections: Connections;
  readonly #headersOf = createHeaderMaker();
  readonly #isCrowded = (): boolean => this.#connections.isFull();

  /** @throws ConfigurationError when the base URL is none. */
  constructor(settings: HttpClientSettings) {
    this.#settings = settings;
    this.clock = settings.clock;
    this.#endpoint = endpointAt(settings.baseUrl, settings.provider);
    this.#connections = createConnections(this.#endpoint.origin, settings.maxConnections);
  }

  /** How errors of a call are made: with the provider and the model in front. */
  failureOf({ model }: Pick<ProviderCall, 'model'>): CallFailure {
    const { provider } = this.#settings;
    return (kind, message) =>
      createApiError({ provider, ...(model === undefined ? {} : { model: model.id }), kind, message });
  }

  /** Sends a request and waits for a good status. */
  async open(request: HttpRequest, brokenKind: 'connection' | 'stream_truncated'): Promise<OpenResponse> {
    const { call } = request;
    const fail = this.failureOf(call);
    const authorization = this.#authorize(call, fail);
    const exchange = new Exchange({
      call,
      clock: this.clock,
      origin: this.#endpoint.origin,
      brokenKind,
      fail,
      isCrowded: this.#isCrowded,
    });
    try {
      const opening = this.#send(request, { exchange, authorization, fail });
      if (opening !== undefined) await opening;
      const head = await exchange.head();
      if (head.status < 200 || head.status > 299)
        throw await this.#refusal(head, { exchange, call, authorization });
      refuseCompressed(head, fail);
      return { status: head.status, headers: head.headers, exchange };
    } catch (error) {
      exchange.cancel(fail('aborted', 'the answer was not wanted'));
      throw error;
    }
  }

  /** Ends every connection. Idempotent. */
  close(): Promise<void> {
    return this.#connections.close();
  }

  #send(
    request: HttpRequest,
    parts: {
      readonly exchange: Exchange;
      readonly authorization: Readonly<Record<string, string>>;
      readonly fail: CallFailure;
    },
  ): Promise<void> | undefined {
    const { exchange, authorization, fail } = parts;
    if (exchange.failure !== undefined) throw exchange.failure;
    const { call, accept, contentType, body, method } = request;
    const headers = this.#headersOf({
      call,
      accept,
      contentType,
      settings: this.#settings.headers,
      request: request.headers,
      authorization,
      fail,
    });
    const path = this.#endpoint.pathTo(request.path);
    return this.#connections.dispatch(requestToSend({ method, path, headers }, body), exchange);
  }

  #authorize({ credential }: ProviderCall, fail: CallFailure): Readonly<Record<string, string>> {
    try {
      return this.#settings.authorize(credential, this.clock.nowMs());
    } catch (error) {
      // Its text could quote the key.
      throw RegError.isInstance(error) ? error : fail('authentication', 'no header could be made of the key');
    }
  }

  async #refusal(
    { status, headers }: ResponseHead,
    parts: {
      readonly exchange: Exchange;
      readonly call: ProviderCall;
      readonly authorization: Readonly<Record<string, string>>;
    },
  ): Promise<APIError> {
    const { exchange, call, authorization } = parts;
    const fail = this.failureOf(call);
    const secrets = secretsIn(call, authorization, this.#settings.headers);
    const clean = (text: string): string => secrets.reduce(withoutSecret, text);
    const text = isCompressed(headers) ? '' : clean(await readErrorText(exchange, { call, fail }));
    const response = { status, headers, json: parsed(text), text, nowMs: this.clock.nowMs() };
    const { message, vendorCode, vendorRequestId, ...facts } = this.#settings.mapError(response);
    return createApiError({
      ...facts,
      provider: this.#settings.provider,
      ...(call.model === undefined ? {} : { model: call.model.id }),
      status,
      message: scrub(message.slice(0, maxMessageLength), secrets),
      ...(vendorCode === undefined ? {} : { vendorCode: clean(vendorCode) }),
      ...(vendorRequestId === undefined ? {} : { vendorRequestId: clean(vendorRequestId) }),
    });
  }
}

/**
 * A long body is handed over piece by piece, though it is only one: undici keeps what it was given as a whole until
 * the answer ends, and that may take much longer than sending.
 */
function requestToSend(
  head: {
    readonly method: HttpRequest['method'];
    readonly path: string;
    readonly headers: Record<string, string>;
  },
  body: Uint8Array | undefined,
): RequestToSend {
  const { method, path, headers } = head;
  if (body === undefined) return head;
  if (body.byteLength < longBodyBytes) return { method, path, headers, body };
  headers['content-length'] = String(body.byteLength);
  return { method, path, headers, body: new OnePiece(body) };
}

/** A generator would keep what it gave away. */
class OnePiece implements IterableIterator<Uint8Array, undefined> {
  #piece: Uint8Array | undefined;

  constructor(piece: Uint8Array) {
    this.#piece = piece;
  }

  [Symbol.iterator](): this {
    return this;
  }

  next(): IteratorResult<Uint8Array, undefined> {
    const value = this.#piece;
    this.#piece = undefined;
    return value === undefined ? { done: true, value } : { done: false, value };
  }
}

function refuseCompressed({ headers }: ResponseHead, fail: CallFailure): void {
  if (!isCompressed(headers)) return;
  const encoding = headers['content-encoding']?.slice(0, 40) ?? '';
  throw fail(
    'malformed_response',
    `the answer is compressed (${encoding}) although none of that was asked for`,
  );
}

function isCompressed(headers: Readonly<Record<string, string>>): boolean {
  const encoding = headers['content-encoding']?.trim().toLowerCase() ?? '';
  return encoding !== '' && encoding !== 'identity';
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
