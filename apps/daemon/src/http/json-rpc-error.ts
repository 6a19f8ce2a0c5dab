import type { OpenAiErrorBody } from './error-response.js';

/** A refusal that is about no message in particular, as clients of /mcp read it. */
export interface JsonRpcErrorBody {
  readonly jsonrpc: '2.0';
  readonly error: {
    readonly code: number;
    readonly message: string;
    readonly data: { readonly code: string };
  };
  readonly id: null;
}

/** Any error that is none of JSON-RPC's own. */
const serverError = -32_000;

export function jsonRpcErrorBody({ error: { message, code } }: OpenAiErrorBody): JsonRpcErrorBody {
  return { jsonrpc: '2.0', error: { code: serverError, message, data: { code } }, id: null };
}
