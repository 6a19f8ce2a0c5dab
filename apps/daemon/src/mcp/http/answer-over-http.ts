import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { createMcpServer } from '../create-mcp-server.js';
import type { McpContext } from '../mcp-context.js';
import { ExchangeTransport } from './exchange-transport.js';
import type { McpSessions } from './mcp-sessions.js';
import { readMessages } from './read-messages.js';

export interface HttpExchange {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  /** Of the client's header; absent when it sent none. */
  readonly sessionId: string | undefined;
  readonly keepAliveMs: number;
}

/**
 * Answers one POST by an MCP server of its own. When its connection closes its calls are aborted: an answer that
 * cannot be fetched again is not worth its price.
 */
export async function answerOverHttp(
  { request, reply, sessionId, keepAliveMs }: HttpExchange,
  sessions: McpSessions,
  context: McpContext,
): Promise<void> {
  const { initializes, requestIds, cancellations } = readMessages(request.body);
  if (sessionId !== undefined) {
    for (const { message, requestId } of cancellations)
      sessions.find(sessionId, requestId)?.cancel(message, requestId);
  }
  const transport = new ExchangeTransport(requestIds, { keepAliveMs });
  const server = createMcpServer(context);
  // The SDK's own class is not assignable to its own interface under exactOptionalPropertyTypes.
  await server.connect(transport as Transport);
  if (sessionId !== undefined) sessions.open(sessionId, requestIds, transport);
  reply.raw.once('close', () => {
    if (sessionId !== undefined) sessions.settled(sessionId, transport);
    void server.close();
  });
  // From here on the SDK writes; what the hooks gathered goes along.
  reply.hijack();
  for (const [name, value] of Object.entries(reply.getHeaders())) {
    if (value !== undefined) reply.raw.setHeader(name, value);
  }
  if (initializes) reply.raw.setHeader('mcp-session-id', sessions.newId());
  await transport.handleRequest(request.raw, reply.raw, request.body);
}
