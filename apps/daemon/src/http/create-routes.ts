import type { IncomingMessage, Server } from 'node:http';
import { fastify, type FastifyInstance } from 'fastify';
import { addCircuitRoutes } from './circuit-routes.js';
import type { ServerOptions } from './create-server.js';
import { addErrorHandling, answerFrameworkError } from './error-handling.js';
import { addExplainRoute } from './explain-route.js';
import { addHealthRoutes } from './health-routes.js';
import type { HttpContext } from './http-context.js';
import { addMcpRoute } from './mcp-route.js';
import { addMetricsRoute } from './metrics-route.js';
import { addModelsRoutes } from './models-routes.js';
import { addOpenApiRoute } from './openapi-route.js';
import { parseJsonBody } from './parse-json-body.js';
import type { Reception } from './reception.js';
import { addRegistryRoutes } from './registry-routes.js';
import { addStoredResponsesRoutes } from './stored-responses-route.js';
import { addTokenCountRoute } from './token-count-route.js';

export interface RoutesOptions extends Pick<ServerOptions, 'bodyLimitBytes'> {
  readonly reception: Reception;
  /** Takes note of a request that comes in, once, and names it. */
  arrive(message: IncomingMessage): string;
  /** Whose requests it answers. It is listened with and closed elsewhere. */
  readonly server: Server;
  /** Served without Fastify. */
  readonly chatPaths: readonly string[];
}

/** Everything but the chats, on Fastify. */
export function createRoutes(context: HttpContext, options: RoutesOptions): FastifyInstance {
  const { bodyLimitBytes, arrive } = options;
  const routes = fastify({
    logger: false,
    bodyLimit: bodyLimitBytes,
    serverFactory: () => options.server,
    // The daemon answers for itself while it drains, in OpenAI's envelope.
    return503OnClosing: false,
    routerOptions: { maxParamLength: 512 },
    genReqId: arrive,
    // Whoever is no request is answered by the server itself.
    clientErrorHandler: () => undefined,
    frameworkErrors: (error, _request, reply) => {
      answerFrameworkError(error, reply, context);
    },
  });
  addErrorHandling(routes, context, options.chatPaths);
  addReception(routes, options.reception);
  routes.removeAllContentTypeParsers();
  routes.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => {
    try {
      done(null, parseJsonBody(body as Buffer));
    } catch (error) {
      done(error as Error);
    }
  });
  addTokenCountRoute(routes);
  addModelsRoutes(routes, context);
  addExplainRoute(routes, context);
  addStoredResponsesRoutes(routes);
  addRegistryRoutes(routes, context);
  addCircuitRoutes(routes, context);
  addMcpRoute(routes, context);
  addHealthRoutes(routes, context);
  addMetricsRoute(routes, context);
  addOpenApiRoute(routes, context);
  return routes;
}

/** What happens to every request before its route. */
function addReception(routes: FastifyInstance, reception: Reception): void {
  routes.decorateRequest('record');
  routes.addHook('onRequest', async (request, reply) => {
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
