import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import {
  isJSONRPCErrorResponse,
  isJSONRPCResultResponse,
  type JSONRPCMessage,
  type RequestId,
} from '@modelcontextprotocol/sdk/types.js';
import type { McpRequestId, OpenExchange } from './mcp-sessions.js';

/**
 * The SDK's HTTP transport for one POST. A cancelled request is never answered, and the SDK ends a response only
 * when all are: so this keeps count and closes when nothing is left to come.
 */
export class ExchangeTransport extends StreamableHTTPServerTransport implements OpenExchange {
  readonly #pending: Set<McpRequestId>;

  constructor(requestIds: readonly McpRequestId[], options: { readonly keepAliveMs: number }) {
    // Without a generator of session ids the SDK keeps no sessions: the daemon's own do all that is needed.
    super({ keepAliveMs: options.keepAliveMs });
    this.#pending = new Set(requestIds);
  }

  override async send(
    message: JSONRPCMessage,
    options?: { readonly relatedRequestId?: RequestId },
  ): Promise<void> {
    await super.send(message, options);
    const isAnswer = isJSONRPCResultResponse(message) || isJSONRPCErrorResponse(message);
    if (isAnswer && message.id !== undefined) this.#settle(message.id);
  }

  cancel(message: unknown, requestId: McpRequestId): void {
    this.onmessage?.(message as JSONRPCMessage);
    this.#settle(requestId);
  }

  #settle(requestId: McpRequestId): void {
    // Closing aborts every handler, the cancelled one included: the SDK overlooks a cancellation of request 0.
    if (this.#pending.delete(requestId) && this.#pending.size === 0) void this.close();
  }
}
