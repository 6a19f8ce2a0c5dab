import type { FastifyReply } from 'fastify';

/** The headers that hooks have set already. */
export function fixedHeaders(reply: FastifyReply): Record<string, string> {
  return Object.fromEntries(Object.entries(reply.getHeaders()).map(([name, value]) => [name, String(value)]));
}
