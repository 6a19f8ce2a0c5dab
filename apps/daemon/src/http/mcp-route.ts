import type { FastifyInstance, FastifyRequest } from 'fastify';
import { contextFor } from '../keys/client.js';
import { createMcpSessions } from '../mcp/http/mcp-sessions.js';
import type { McpContext } from '../mcp/mcp-context.js';
import type { HttpContext } from './http-context.js';
import { HttpProblem } from './http-problem.js';

/**
 * POST and DELETE /mcp: the Model Context Protocol over Streamable HTTP. There is no GET: reg has nothing to say
 * without being asked, and the protocol takes 405 for that.
 */
export function addMcpRoute(server: FastifyInstance, context: HttpContext): void {
  const sessions = createMcpSessions();
  server.post('/mcp', async (request, reply) => {
    const sessionId = sessionIdOf(request);
    // The SDK is heavy: whoever does not use MCP does not wait for it.
    const { answerOverHttp } = await import('../mcp/http/answer-over-http.js');
    const exchange = { request, reply, sessionId, keepAliveMs: context.sse.heartbeatMs };
    await answerOverHttp(exchange, sessions, mcpContext(context, request));
    return reply;
  });
  server.delete('/mcp', async (request, reply) => {
    const sessionId = sessionIdOf(request);
    if (sessionId === undefined) {
      throw new HttpProblem(400, 'missing_session', 'DELETE /mcp needs the header Mcp-Session-Id.');
    }
    sessions.end(sessionId);
    return reply.send();
  });
}

function sessionIdOf({ headers }: FastifyRequest): string | undefined {
  const value = headers['mcp-session-id'];
  if (value === undefined) return undefined;
  // Visible ASCII, as the protocol wants it; bounded, because the sessions are kept by it.
  if (typeof value === 'string' && /^[\x21-\x7e]{1,128}$/.test(value)) return value;
  throw new HttpProblem(
    400,
    'malformed_session',
    'Mcp-Session-Id must be 1 to 128 visible ASCII characters.',
  );
}

function mcpContext(context: HttpContext, request: FastifyRequest): McpContext {
  const { calls, sandbox, logPrompts, version, startedAtMs, sse } = context;
  return {
    registry: contextFor(context, request.record).registry,
    calls,
    sandbox,
    logPrompts,
    version,
    startedAtMs,
    clock: {
      nowMs: () => context.nowMs(),
      schedule: (delayMs, callback) => sse.clock.schedule(delayMs, callback),
    },
    // The request's own log line tells of the chat in it.
    openRecord: () => ({ record: request.record, ended: () => undefined }),
  };
}
