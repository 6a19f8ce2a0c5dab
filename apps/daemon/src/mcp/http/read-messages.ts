import { isRecord } from '../../http/field-check.js';
import type { McpRequestId } from './mcp-sessions.js';

/** What the daemon itself reads of the JSON-RPC messages of one POST. The SDK checks them. */
export interface IncomingMessages {
  /** A client introduces itself. */
  readonly initializes: boolean;
  /** Ids of the requests, in order. */
  readonly requestIds: readonly McpRequestId[];
  readonly cancellations: readonly { readonly message: unknown; readonly requestId: McpRequestId }[];
}

export function readMessages(body: unknown): IncomingMessages {
  const messages = (Array.isArray(body) ? body : [body]).filter(isRecord);
  const requests = messages.filter((message) => typeof message['method'] === 'string' && isId(message['id']));
  return {
    initializes: requests.some(({ method }) => method === 'initialize'),
    requestIds: requests.map(({ id }) => id).filter(isId),
    cancellations: messages.flatMap((message) => {
      const { method, params } = message;
      const requestId = isRecord(params) ? params['requestId'] : undefined;
      return method === 'notifications/cancelled' && isId(requestId) ? [{ message, requestId }] : [];
    }),
  };
}

function isId(value: unknown): value is McpRequestId {
  return typeof value === 'string' || typeof value === 'number';
}
