import { reportOf } from '@reg/selection';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { answerByHand } from './broken-connection.js';
import { errorResponse } from './error-response.js';
import type { HttpContext } from './http-context.js';
import { HttpProblem } from './http-problem.js';
import { reportHeaders } from './report-headers.js';

/** Every failure leaves in OpenAI's envelope, unknown paths and methods included. */
export function addErrorHandling(server: FastifyInstance, context: HttpContext): void {
  const methodsByPath = new Map<string, Set<string>>();
  server.addHook('onRoute', ({ url, method }) => {
    const methods = methodsByPath.get(url) ?? new Set();
    for (const name of [method].flat()) methods.add(name);
    methodsByPath.set(url, methods);
  });
  server.setNotFoundHandler((request) => {
    throw unknownRoute(request.method, request.record.path, methodsByPath);
  });
  server.setErrorHandler((error, request, reply) => {
    const { status, headers, body } = errorResponse(fromFastify(error), {
      requestId: request.id,
      snapshot: () => context.registry.snapshot(),
    });
    // Who was answered by hand already was told why; that the body broke off then is only the consequence.
    if (answerByHand(request.raw.socket) === undefined) {
      request.record.errorCode = body.error.code;
      request.record.errorMessage =
        error instanceof Error && status === 500 ? String(error.stack) : body.error.message;
    }
    if (reply.raw.destroyed) {
      // The client is gone: there is nobody to send this to, and Fastify must not try.
      reply.hijack();
      return;
    }
    const report = reportOf(error);
    return reply
      .code(status)
      .headers({ ...(report === undefined ? {} : reportHeaders(report)), ...headers })
      .send(body);
  });
}

/** A URL that Fastify cannot even route comes by no hook and no error handler, only here. */
export function answerFrameworkError(error: Error, reply: FastifyReply, context: HttpContext): void {
  const { status, headers, body } = errorResponse(fromFastify(error), {
    requestId: reply.request.id,
    snapshot: () => context.registry.snapshot(),
  });
  void reply
    .code(status)
    .headers({ 'x-request-id': reply.request.id, ...headers })
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

const frameworkProblems: Readonly<Record<string, readonly [number, string, string]>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: [
    413,
    'request_too_large',
    'The body is larger than this daemon takes. Send less, or raise server.bodyLimitBytes.',
  ],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: [
    400,
    'malformed_http',
    'The body is not as long as Content-Length says.',
  ],
  FST_ERR_BAD_URL: [400, 'malformed_url', 'The path is not a well-formed URL.'],
  ECONNRESET: [499, 'aborted', 'The client went away before its request was whole.'],
};

/** Fastify's own refusals in the daemon's words. Anything else stays what it is. */
function fromFastify(error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const known = frameworkProblems[code];
  if (known === undefined) return error;
  return new HttpProblem(...known);
}
