import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Secret } from '@reg/config';
import type { ClientKeys } from '../keys/client-keys.js';
import { operatorsOnly } from '../keys/key-problems.js';
import { createKeyCheck } from './api-keys.js';
import { answerByHand } from './broken-connection.js';
import type { Exchange } from './error-handling.js';
import { isHealthPath } from './health-routes.js';
import type { HttpContext } from './http-context.js';
import { HttpProblem, shuttingDownProblem } from './http-problem.js';
import { guardLoopback } from './loopback-guard.js';
import type { RequestRecord } from './request-record.js';

/** What happens to every request before its route, whoever serves that. */
export interface Reception {
  /** Begins the record of a request, and sees to it that its end is told and a stalled reader dropped. */
  begin(arrival: Arrival): RequestRecord;
  /**
   * Lets a request in, the cheapest refusal first.
   *
   * @throws HttpProblem
   */
  admit(exchange: Exchange): void;
  /** What every answer carries. */
  headersOf(record: RequestRecord): Record<string, string>;
}

export interface Arrival {
  readonly message: IncomingMessage;
  readonly response: ServerResponse;
  readonly requestId: string;
  /** The pattern of its route, if it has one. */
  readonly route?: string | undefined;
  /** It was let in by the overload guard, which is told of its end. */
  readonly isCall?: boolean;
}

/** Whom the daemon knows. */
export interface KnownKeys {
  /** Of the configuration: the operator's. */
  readonly apiKeys: readonly Secret[];
  /** @default none */
  readonly clientKeys?: Pick<ClientKeys, 'inUse' | 'clientWith'> | undefined;
}

export function createReception(context: HttpContext, { apiKeys, clientKeys }: KnownKeys): Reception {
  const checkKey = createKeyCheck(apiKeys, clientKeys);
  const isOpen = (): boolean => apiKeys.length === 0 && clientKeys?.inUse !== true;
  return {
    begin({ message, response, requestId, route, isCall = false }) {
      const record: RequestRecord = {
        requestId,
        method: message.method ?? '',
        path: pathOf(message),
        startedAtMs: context.nowMs(),
      };
      if (route !== undefined) record.route = route;
      const ended = (): void => {
        if (isCall) context.overload?.leave();
        if (!response.writableFinished) record.abandon?.();
        context.requestEnded(record, finalStatus(message, response, record));
      };
      if (response.closed) ended();
      else response.on('close', ended);
      response.on('prefinish', () => {
        dropStalledReader(response, context.sse.readerTimeoutMs);
      });
      return record;
    },
    admit({ message, response, record }) {
      if (isHealthPath(record.path)) return;
      if (isOpen()) guardLoopback(message.headers);
      else {
        const client = checkKey(message.headers, { path: record.path, response });
        if (client !== undefined) record.client = client;
        if (client?.admin === false && isOperatorsRoute(record.route)) throw operatorsOnly(client.name);
      }
      if (context.isDraining()) throw shuttingDownProblem();
      refuseOtherMediaTypes(message);
    },
    headersOf: ({ requestId }) =>
      context.sandbox
        ? { 'x-request-id': requestId, 'x-reg-sandbox': 'simulated' }
        : { 'x-request-id': requestId },
  };
}

/** By the pattern that matched: a path can be written in many ways. */
function isOperatorsRoute(route: string | undefined): boolean {
  return route !== undefined && (route === '/metrics' || route.startsWith('/v1/registry/'));
}

/** The path without its query. */
export function pathOf({ url = '/' }: IncomingMessage): string {
  const query = url.indexOf('?');
  return query === -1 ? url : url.slice(0, query);
}

/** What the client got: the status of the answer, or of the one written by hand; 499 when it left before. */
function finalStatus(message: IncomingMessage, response: ServerResponse, record: RequestRecord): number {
  if (response.writableFinished) return response.statusCode;
  const byHand = answerByHand(message.socket);
  if (byHand === undefined) return 499;
  record.errorCode = byHand.code;
  record.errorMessage = byHand.message;
  return byHand.status;
}

/** The answer is complete, but who does not read it must not keep it in memory for ever. */
function dropStalledReader(response: ServerResponse, readerTimeoutMs: number): void {
  // Most answers have been handed to the system by now, and then nothing is kept.
  if (response.writableFinished || response.socket?.writableLength === 0) return;
  response.setTimeout(readerTimeoutMs, () => {
    response.destroy();
  });
}

/** A body without a declared type is taken for JSON; a declared other type is not. */
function refuseOtherMediaTypes({ method, headers }: IncomingMessage): void {
  const declared = headers['content-type'];
  if (declared === undefined || declared === 'application/json' || method !== 'POST') return;
  if (/^application\/([\w.-]+\+)?json\s*(;|$)/i.test(declared)) return;
  throw new HttpProblem(
    415,
    'unsupported_media_type',
    'The body must be JSON. Send it with "Content-Type: application/json".',
  );
}
