import { createServer as createNodeServer, type RequestListener, type Server } from 'node:http';
import type { Secret } from '@reg/config';
import { fastify, type FastifyInstance } from 'fastify';
import { messagesDialect } from '../dialects/anthropic/messages-dialect.js';
import { chatCompletionsDialect } from '../dialects/chat-completions/chat-completions-dialect.js';
import type { ChatDialect } from '../dialects/chat-dialect.js';
import { responsesDialect } from '../dialects/responses/responses-dialect.js';
import type { ClientKeys } from '../keys/client-keys.js';
import { answerBrokenConnection } from './broken-connection.js';
import { addCircuitRoutes } from './circuit-routes.js';
import { addErrorHandling, answerFrameworkError } from './error-handling.js';
import { addExplainRoute } from './explain-route.js';
import { addHealthRoutes } from './health-routes.js';
import type { HttpContext } from './http-context.js';
import { addMcpRoute } from './mcp-route.js';
import { addMetricsRoute } from './metrics-route.js';
import { addModelsRoutes } from './models-routes.js';
import { addOpenApiRoute } from './openapi-route.js';
import { parseJsonBody } from './parse-json-body.js';
import { createReception, pathOf, type Reception } from './reception.js';
import { addRegistryRoutes } from './registry-routes.js';
import { requestIdOf } from './request-id.js';
import { watchUnusedConnections } from './unused-connections.js';
import { serveDialect } from './serve-dialect.js';
import { addStoredResponsesRoutes } from './stored-responses-route.js';
import { addTokenCountRoute } from './token-count-route.js';

export interface ServerOptions {
  readonly apiKeys: readonly Secret[];
  /** The virtual keys. @default none */
  readonly clientKeys?: ClientKeys;
  readonly bodyLimitBytes: number;
  /** How long a client may take to send a whole request. */
  readonly requestTimeoutMs: number;
  newRequestId(): string;
}

/** The APIs in which clients ask for answers. */
export const dialects: readonly ChatDialect[] = [chatCompletionsDialect, messagesDialect, responsesDialect];

/** The HTTP face of a registry: every route, guard and error form, not yet listening. */
export function createServer(context: HttpContext, options: ServerOptions): FastifyInstance {
  const { bodyLimitBytes, requestTimeoutMs, newRequestId } = options;
  const reception = createReception(context, options);
  const handlers = new Map(
    dialects.map((dialect) => [dialect.path, serveDialect(dialect, context, { bodyLimitBytes, reception })]),
  );
  const server = fastify({
    logger: false,
    bodyLimit: bodyLimitBytes,
    serverFactory: (framework) =>
      createHttpServer(requestTimeoutMs, (message, response) => {
        const handler = message.method === 'POST' ? handlers.get(pathOf(message)) : undefined;
        if (handler === undefined) framework(message, response);
        else handler(message, response, requestIdOf(message, newRequestId));
      }),
    forceCloseConnections: 'idle',
    // The daemon answers for itself while it drains, in OpenAI's envelope.
    return503OnClosing: false,
    routerOptions: { maxParamLength: 512 },
    genReqId: (message) => requestIdOf(message, newRequestId),
    clientErrorHandler: answerBrokenConnection,
    frameworkErrors: (error, _request, reply) => {
      answerFrameworkError(error, reply, context);
    },
  });
  addErrorHandling(server, context, [...handlers.keys()]);
  addReception(server, reception);
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => {
    try {
      done(null, parseJsonBody(body as Buffer));
    } catch (error) {
      done(error as Error);
    }
  });
  addTokenCountRoute(server);
  addModelsRoutes(server, context);
  addExplainRoute(server, context);
  addStoredResponsesRoutes(server);
  addRegistryRoutes(server, context);
  addCircuitRoutes(server, context);
  addMcpRoute(server, context);
  addHealthRoutes(server, context);
  addMetricsRoute(server, context);
  addOpenApiRoute(server, context);
  return server;
}

/** Node's own server, which waits neither for slow headers nor for slow bodies. */
function createHttpServer(requestTimeout: number, listener: RequestListener): Server {
  const server = createNodeServer(
    {
      requestTimeout,
      // Node swaps the two timeouts when the one for headers is the longer one.
      headersTimeout: Math.min(60_000, requestTimeout),
      // Node looks for slow requests every 30 s unless told otherwise, however short the timeout.
      connectionsCheckingInterval: Math.max(50, Math.min(1000, Math.ceil(requestTimeout / 4))),
      keepAliveTimeout: 72_000,
    },
    listener,
  );
  watchUnusedConnections(server);
  return server;
}

/** What happens to every request before its route. */
function addReception(server: FastifyInstance, reception: Reception): void {
  server.decorateRequest('record');
  server.addHook('onRequest', async (request, reply) => {
    const { raw: message, id: requestId } = request;
    request.record = reception.begin({
      message,
      response: reply.raw,
      requestId,
      route: request.routeOptions.url,
    });
    reply.headers(reception.headersOf(request.record));
    reception.admit({ message, response: reply.raw, record: request.record });
  });
}
