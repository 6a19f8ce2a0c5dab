import type { IncomingMessage, ServerResponse } from 'node:http';
import { reportOf } from '@reg/selection';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { answerByHand } from './broken-connection.js';
import { errorResponse } from './error-response.js';
import type { HttpContext } from './http-context.js';
import { bodyTooLargeProblem, clientGoneProblem, HttpProblem } from './http-problem.js';
import { inDialectOf, type DialectErrorResponse } from './in-dialect-of.js';
import { pathOf } from './reception.js';
import { addReportHeaders } from './report-headers.js';
import type { RequestRecord } from './request-record.js';

/** Every failure leaves in the envelope of its route's dialect, unknown paths and methods included. */
export function addErrorHandling(
  server: FastifyInstance,
  context: HttpContext,
  directPaths: readonly string[],
): void {
  const methodsByPath = new Map(directPaths.map((path) => [path, new Set(['POST'])]));
  server.addHook('onRoute', ({ url, method }) => {
    const methods = methodsByPath.get(url) ?? new Set();
    for (const name of [method].flat()) methods.add(name);
    methodsByPath.set(url, methods);
  });
  server.setNotFoundHandler((request) => {
    throw unknownRoute(request.method, request.record.path, methodsByPath);
  });
  server.setErrorHandler((error, request, reply) => {
    const exchange = { message: request.raw, response: reply.raw, record: request.record };
    const { status, headers, body } = describeError(fromFastify(error), exchange, context);
    if (reply.raw.destroyed) {
      // The client is gone: there is nobody to send this to, and Fastify must not try.
      reply.hijack();
      return;
    }
    return reply.code(status).headers(headers).send(body);
  });
}

/** One request and its answer, by whichever way they came. */
export interface Exchange {
  readonly message: IncomingMessage;
  readonly response: ServerResponse;
  readonly record: RequestRecord;
}

/** What the client is told of an error; the log is told too. */
export function describeError(
  error: unknown,
  { message, record }: Exchange,
  context: HttpContext,
): DialectErrorResponse {
  const { requestId } = record;
  const told = errorResponse(error, { requestId, snapshot: () => context.registry.snapshot() });
  const { status, headers, body } = inDialectOf({ path: record.path, headers: message.headers }, told, {
    error,
    requestId,
  });
  // Who was answered by hand already was told why; that the body broke off then is only the consequence.
  if (answerByHand(message.socket) === undefined) {
    record.errorCode = told.body.error.code;
    record.errorMessage =
      error instanceof Error && status === 500 ? String(error.stack) : told.body.error.message;
  }
  const report = reportOf(error);
  const own: Record<string, string> = {};
  if (report !== undefined) addReportHeaders(own, report);
  return { status, body, headers: { ...own, ...headers } };
}

/** A URL that Fastify cannot even route comes by no hook and no error handler, only here. */
export function answerFrameworkError(error: Error, reply: FastifyReply, context: HttpContext): void {
  const { id: requestId, raw: message } = reply.request;
  const problem = fromFastify(error);
  const told = errorResponse(problem, { requestId, snapshot: () => context.registry.snapshot() });
  const { status, headers, body } = inDialectOf({ path: pathOf(message), headers: message.headers }, told, {
    error: problem,
    requestId,
  });
  void reply
    .code(status)
    .headers({ 'x-request-id': requestId, ...headers })
    .send(body);
}

function unknownRoute(
  method: string,
  path: string,
  methodsByPath: ReadonlyMap<string, ReadonlySet<string>>,
): HttpProblem {
  const allowed = [...methodsByPath].find(([url]) => matches(url, path))?.[1];
  if (allowed === undefined) {
    return new HttpProblem(
      404,
      'unknown_route',
      `There is no ${path} here. GET /openapi.json lists what there is.`,
    );
  }
  const allow = [...allowed].join(', ');
  return new HttpProblem(405, 'method_not_allowed', `${path} takes ${allow}, not ${method}.`, {
    headers: { allow },
  });
}

function matches(url: string, path: string): boolean {
  return url.endsWith('/*') ? path.startsWith(url.slice(0, -1)) : url === path;
}

const frameworkProblems: Readonly<Record<string, () => HttpProblem>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: bodyTooLargeProblem,
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: () =>
    new HttpProblem(400, 'malformed_http', 'The body is not as long as Content-Length says.'),
  FST_ERR_BAD_URL: () => new HttpProblem(400, 'malformed_url', 'The path is not a well-formed URL.'),
  ECONNRESET: clientGoneProblem,
};

/** Fastify's own refusals in the daemon's words. Anything else stays what it is. */
export function fromFastify(error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return frameworkProblems[code]?.() ?? error;
}
