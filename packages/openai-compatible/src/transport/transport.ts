import type { APIError, ProviderCall } from '@reg/core';
import { isInBandError } from '../errors/in-band-error.js';
import type { HttpClient, HttpRequest, OpenResponse } from './http-client.js';
import { jsonBody } from './json-body.js';
import { multipartBody, type UploadedPart } from './multipart.js';
import { readText } from './read-body.js';

/** A request to an endpoint of the vendor beside chat. */
export interface TransportRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below the base URL, with its leading slash. */
  readonly path: string;
  /** Sent as JSON. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** The key, the timeouts and the signal. */
  readonly call: ProviderCall;
}

/** A file to send as `multipart/form-data`, under the field `file`. */
export interface UploadRequest extends Pick<TransportRequest, 'path' | 'headers' | 'call'> {
  readonly file: UploadedPart;
  readonly fields?: Readonly<Record<string, string>>;
}

/**
 * What a vendor's features are built on: one HTTP attempt each, the key of the call, bounded bodies, and errors
 * mapped by the vendor's codec.
 */
export interface Transport {
  /**
   * A JSON answer; `undefined` when the answer is empty and may be (204).
   *
   * @throws the class that the codec's `mapError` says, also for errors inside a 200; MalformedResponseError when
   * it is no JSON or longer than the limit.
   */
  requestJson(request: TransportRequest): Promise<unknown>;
  /** The answer as text. */
  requestText(request: TransportRequest): Promise<string>;
  /** Sends one file, answers JSON. */
  upload(request: UploadRequest): Promise<unknown>;
}

export interface TransportSettings {
  readonly client: HttpClient;
  /** The largest whole answer. */
  readonly maxBodyBytes: number;
  /** The error that JSON inside a 200 stands for. */
  readonly inBandError: (json: unknown, response: OpenResponse, call: ProviderCall) => APIError;
}

export function createTransport({ client, maxBodyBytes, inBandError }: TransportSettings): Transport {
  const fetchText = async (
    request: HttpRequest,
  ): Promise<{ readonly response: OpenResponse; readonly text: string }> => {
    const response = await client.open(request, 'connection');
    const { call } = request;
    const text = await readText(response.exchange, {
      call,
      maxBytes: maxBodyBytes,
      fail: client.failureOf(call),
    });
    return { response, text };
  };

  const fetchJson = async (request: HttpRequest): Promise<unknown> => {
    const { response, text } = await fetchText(request);
    if (text === '' && response.status === 204) return undefined;
    const json = parseJson(text, (message) => client.failureOf(request.call)('malformed_response', message));
    if (isInBandError(json)) throw inBandError(json, response, request.call);
    return json;
  };

  return {
    requestJson: async (request) => fetchJson(jsonRequest(request, client)),
    requestText: async (request) =>
      (await fetchText(jsonRequest({ ...request, accept: '*/*' }, client))).text,
    async upload({ path, headers, call, file, fields = {} }) {
      const { body, contentType } = multipartBody(file, fields);
      return fetchJson({
        method: 'POST',
        path,
        headers,
        call,
        body,
        contentType,
        accept: 'application/json',
      });
    },
  };
}

/**
 * A request with a JSON body.
 *
 * @throws BadRequestError for a body that JSON cannot hold.
 */
export function jsonRequest(
  request: TransportRequest & { /** @default 'application/json' */ readonly accept?: string },
  client: HttpClient,
): HttpRequest {
  const { method, path, body, headers, call, accept = 'application/json' } = request;
  if (body === undefined) return { method, path, headers, call, accept };
  try {
    return { method, path, headers, call, accept, body: jsonBody(body), contentType: 'application/json' };
  } catch {
    throw client.failureOf(call)('invalid_request', 'the request cannot be written as JSON');
  }
}

/** What a text holds; the text itself is never quoted in an error, because it may be the answer. */
export function parseJson(text: string, refuse: (message: string) => APIError): unknown {
  if (text.trim() === '') throw refuse('the answer is empty');
  try {
    return JSON.parse(text) as unknown;
  } catch {
    const what = /^\s*</.test(text)
      ? 'a web page instead of JSON: does baseUrl lead to the API?'
      : 'not JSON, or cut';
    throw refuse(`the answer is ${what} (${text.length} characters)`);
  }
}
