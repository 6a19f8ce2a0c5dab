import type { FastifyInstance } from 'fastify';
import type { HttpContext } from './http-context.js';
import { openApiDocument } from './openapi/document.js';

/** GET /openapi.json: what this daemon speaks. */
export function addOpenApiRoute(server: FastifyInstance, context: HttpContext): void {
  const document = openApiDocument(context.version);
  server.get('/openapi.json', async () => document);
}
