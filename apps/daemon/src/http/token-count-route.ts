import { estimateInputTokens } from '@reg/selection';
import type { FastifyInstance } from 'fastify';
import { parseMessagesBody, type MessagesBody } from '../dialects/anthropic/parse-messages-body.js';

/** POST /v1/messages/count_tokens: reg's own estimate, without asking anybody. */
export function addTokenCountRoute(server: FastifyInstance): void {
  server.post('/v1/messages/count_tokens', async (request, reply) => {
    const body = parseMessagesBody(request.body);
    reply.headers({ 'request-id': request.id, ...warningHeader(body) });
    return { input_tokens: estimateInputTokens(body.request) };
  });
}

function warningHeader({ warnings }: MessagesBody): Record<string, string> {
  const listed = warnings.map(({ parameter, action }) => `${parameter} ${action}`).join(', ');
  return listed === '' ? {} : { 'x-reg-warnings': listed.replace(/[^\x20-\x7e]/g, '?').slice(0, 1024) };
}
