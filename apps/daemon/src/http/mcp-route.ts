import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { contextFor } from '../keys/client.js';
import { createMcpSessions } from '../mcp/http/mcp-sessions.js';
import type { McpContext } from '../mcp/mcp-context.js';
import { answerByHand } from './broken-connection.js';
import { fromFastify } from './error-handling.js';
import { errorResponse } from './error-response.js';
import type { HttpContext } from './http-context.js';
import { HttpProblem } from './http-problem.js';

/** Any error that is none of JSON-RPC's own. */
const jsonRpcServerError = -32_000;

/**
 * POST and DELETE /mcp: the Model Context Protocol over Streamable HTTP. There is no GET: reg has nothing to say
 * without being asked, and the protocol takes 405 for that.
 */
export function addMcpRoute(server: FastifyInstance, context: HttpContext): void {
  const sessions = createMcpSessions();
  const errorHandler = (error: Error, request: FastifyRequest, reply: FastifyReply) => {
    answerMcpError(error, { request, reply, context });
  };
  server.post('/mcp', { errorHandler }, async (request, reply) => {
    const sessionId = sessionIdOf(request);
    // The SDK is heavy: whoever does not use MCP does not wait for it.
    const { answerOverHttp } = await import('../mcp/http/answer-over-http.js');
    const exchange = { request, reply, sessionId, keepAliveMs: context.sse.heartbeatMs };
    await answerOverHttp(exchange, sessions, mcpContext(context, request));
    return reply;
  });
  server.delete('/mcp', { errorHandler }, async (request, reply) => {
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

/** The daemon's refusals in the dialect of the client. */
function answerMcpError(
  error: Error,
  exchange: {
    readonly request: FastifyRequest;
    readonly reply: FastifyReply;
    readonly context: HttpContext;
  },
): void {
  const { request, reply, context } = exchange;
  const { status, headers, body } = errorResponse(fromFastify(error), {
    requestId: request.id,
    snapshot: () => context.registry.snapshot(),
  });
  const { message, code } = body.error;
  if (answerByHand(request.raw.socket) === undefined) {
    request.record.errorCode = code;
    request.record.errorMessage = status === 500 ? String(error.stack) : message;
  }
  if (reply.raw.destroyed) {
    reply.hijack();
    return;
  }
  void reply
    .code(status)
    .headers(headers)
    .send({ jsonrpc: '2.0', error: { code: jsonRpcServerError, message, data: { code } }, id: null });
}
