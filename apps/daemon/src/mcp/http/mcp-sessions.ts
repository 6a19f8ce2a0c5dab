import { randomUUID } from 'node:crypto';

/** The id that a client gives its request. `1` and `"1"` are two. */
export type McpRequestId = string | number;

/** One POST whose answer is not out yet. */
export interface OpenExchange {
  /** Ends one of its requests; nothing is answered to that one any more. */
  cancel(message: unknown, requestId: McpRequestId): void;
  /** Ends all of it: vendors are let go, the response is closed. */
  close(): void;
}

/**
 * Which exchange a cancellation means. It comes in a POST of its own, and clients number their requests alike, so a
 * session id tells them apart. Nothing else hangs on a session: nothing is kept for one in which no request is open,
 * so there is nothing to expire, and after a restart of the daemon clients go on with the id that they have.
 */
export interface McpSessions {
  /** An id that nobody can guess, for a client that introduces itself. */
  newId(): string;
  open(sessionId: string, requestIds: readonly McpRequestId[], exchange: OpenExchange): void;
  /** The exchange is over. */
  settled(sessionId: string, exchange: OpenExchange): void;
  find(sessionId: string, requestId: McpRequestId): OpenExchange | undefined;
  /** Ends everything that is open in a session. */
  end(sessionId: string): void;
}

export function createMcpSessions(): McpSessions {
  const sessions = new Map<string, Map<McpRequestId, OpenExchange>>();
  return {
    newId: () => randomUUID(),
    open(sessionId, requestIds, exchange) {
      const known = sessions.get(sessionId) ?? new Map<McpRequestId, OpenExchange>();
      for (const id of requestIds) known.set(id, exchange);
      if (known.size > 0) sessions.set(sessionId, known);
    },
    settled(sessionId, exchange) {
      const known = sessions.get(sessionId);
      if (known === undefined) return;
      for (const [id, open] of known) if (open === exchange) known.delete(id);
      if (known.size === 0) sessions.delete(sessionId);
    },
    find: (sessionId, requestId) => sessions.get(sessionId)?.get(requestId),
    end(sessionId) {
      for (const exchange of new Set(sessions.get(sessionId)?.values())) exchange.close();
      sessions.delete(sessionId);
    },
  };
}
