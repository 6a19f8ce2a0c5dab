import type { ServerResponse } from 'node:http';
import type { Secret } from '@reg/config';
import { fastify, type FastifyInstance, type FastifyRequest } from 'fastify';
import { createKeyCheck } from './api-keys.js';
import { addChatCompletionsRoute } from './chat-completions-route.js';
import { answerBrokenConnection, answerByHand } from './broken-connection.js';
import { addCircuitRoutes } from './circuit-routes.js';
import { addErrorHandling, answerFrameworkError } from './error-handling.js';
import { addExplainRoute } from './explain-route.js';
import { addHealthRoutes, isHealthPath } from './health-routes.js';
import type { HttpContext } from './http-context.js';
import { HttpProblem, shuttingDownProblem } from './http-problem.js';
import { guardLoopback } from './loopback-guard.js';
import { addMetricsRoute } from './metrics-route.js';
import { addModelsRoutes } from './models-routes.js';
import { addOpenApiRoute } from './openapi-route.js';
import { parseJsonBody } from './parse-json-body.js';
import { addRegistryRoutes } from './registry-routes.js';
import { requestIdOf } from './request-id.js';

export interface ServerOptions {
  readonly apiKeys: readonly Secret[];
  readonly bodyLimitBytes: number;
  /** How long a client may take to send a whole request. */
  readonly requestTimeoutMs: number;
  newRequestId(): string;
}

/** The HTTP face of a registry: every route, guard and error form, not yet listening. */
export function createServer(context: HttpContext, options: ServerOptions): FastifyInstance {
  const server = fastify({
    logger: false,
    bodyLimit: options.bodyLimitBytes,
    requestTimeout: options.requestTimeoutMs,
    http: {
      // Node swaps the two timeouts when the one for headers is the longer one.
      headersTimeout: Math.min(60_000, options.requestTimeoutMs),
      // Node looks for slow requests every 30 s unless told otherwise, however short the timeout.
      connectionsCheckingInterval: Math.max(50, Math.min(1000, Math.ceil(options.requestTimeoutMs / 4))),
    },
    forceCloseConnections: 'idle',
    // The daemon answers for itself while it drains, in OpenAI's envelope.
    return503OnClosing: false,
    routerOptions: { maxParamLength: 512 },
    genReqId: (message) => requestIdOf(message, options.newRequestId),
    clientErrorHandler: answerBrokenConnection,
    frameworkErrors: (error, _request, reply) => {
      answerFrameworkError(error, reply, context);
    },
  });
  addErrorHandling(server, context);
  addGuards(server, context, options);
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => {
    try {
      done(null, parseJsonBody(body as Buffer));
    } catch (error) {
      done(error as Error);
    }
  });
  addChatCompletionsRoute(server, context);
  addModelsRoutes(server, context);
  addExplainRoute(server, context);
  addRegistryRoutes(server, context);
  addCircuitRoutes(server, context);
  addHealthRoutes(server, context);
  addMetricsRoute(server, context);
  addOpenApiRoute(server, context);
  return server;
}

/** What happens to every request before its route, cheapest refusal first. */
function addGuards(server: FastifyInstance, context: HttpContext, options: ServerOptions): void {
  const checkKey = createKeyCheck(options.apiKeys);
  const isOpen = options.apiKeys.length === 0;
  server.decorateRequest('record');
  server.addHook('onRequest', async (request, reply) => {
    request.record = {
      requestId: request.id,
      method: request.method,
      path: request.url.split('?', 1)[0] ?? '/',
      startedAtMs: context.nowMs(),
      ...(request.routeOptions.url === undefined ? {} : { route: request.routeOptions.url }),
    };
    reply.raw.once('close', () => {
      context.requestEnded(request.record, finalStatus(request, reply.raw));
    });
    reply.raw.once('prefinish', () => {
      dropStalledReader(reply.raw, context.sse.readerTimeoutMs);
    });
    reply.header('x-request-id', request.id);
    if (context.sandbox) reply.header('x-reg-sandbox', 'simulated');
    if (isHealthPath(request.record.path)) return;
    if (isOpen) guardLoopback(request.headers);
    else checkKey(request.headers);
    if (context.isDraining()) throw shuttingDownProblem();
    refuseOtherMediaTypes(request);
  });
}

/** What the client got: the status of the answer, or of the one written by hand; 499 when it left before. */
function finalStatus({ raw, record }: FastifyRequest, response: ServerResponse): number {
  if (response.writableFinished) return response.statusCode;
  const byHand = answerByHand(raw.socket);
  if (byHand === undefined) return 499;
  record.errorCode = byHand.code;
  record.errorMessage = byHand.message;
  return byHand.status;
}

/** The answer is complete, but who does not read it must not keep it in memory for ever. */
function dropStalledReader(response: ServerResponse, readerTimeoutMs: number): void {
  if (response.writableFinished) return;
  response.setTimeout(readerTimeoutMs, () => {
    response.destroy();
  });
}

/** A body without a declared type is taken for JSON; a declared other type is not. */
function refuseOtherMediaTypes(request: FastifyRequest): void {
  const declared = request.headers['content-type'];
  if (declared === undefined || /^application\/([\w.-]+\+)?json\s*(;|$)/i.test(declared)) return;
  if (request.method !== 'POST') return;
  throw new HttpProblem(
    415,
    'unsupported_media_type',
    'The body must be JSON. Send it with "Content-Type: application/json".',
  );
}
