import type { FastifyInstance } from 'fastify';
import { contextFor } from '../keys/client.js';
import type { HttpContext } from './http-context.js';
import { parseChatBody } from './parse-chat-body.js';

/** POST /v1/route/explain: the whole decision for a chat body, without calling anyone. */
export function addExplainRoute(server: FastifyInstance, context: HttpContext): void {
  server.post('/v1/route/explain', async (request) => {
    const { request: chat, route } = parseChatBody(request.body);
    const { registry } = contextFor(context, request.record);
    return registry.explain(chat, { ...route, requestId: request.id });
  });
}
