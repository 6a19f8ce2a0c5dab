import type { FastifyInstance } from 'fastify';
import type { HttpContext } from './http-context.js';

/** GET /metrics for Prometheus. */
export function addMetricsRoute(server: FastifyInstance, context: HttpContext): void {
  server.get('/metrics', async (_request, reply) => {
    const { contentType, text } = await context.metrics();
    return reply.type(contentType).send(text);
  });
}
