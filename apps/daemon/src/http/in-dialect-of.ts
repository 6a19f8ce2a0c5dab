import type { IncomingHttpHeaders } from 'node:http';
import { anthropicErrorResponse, type AnthropicErrorBody } from '../dialects/anthropic/error-envelope.js';
import { inWordsOfResponses } from '../dialects/responses/error-words.js';
import type { ErrorResponse, OpenAiErrorBody } from './error-response.js';
import { jsonRpcErrorBody, type JsonRpcErrorBody } from './json-rpc-error.js';

/** An error as its client understands it. */
export interface DialectErrorResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: OpenAiErrorBody | AnthropicErrorBody | JsonRpcErrorBody;
}

/** What tells a dialect, whatever became of the request. */
export interface Addressed {
  /** Without its query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
}

/**
 * Whether the client reads Anthropic's forms. Two dialects share the paths of models; there the version tells them
 * apart, which every client of Anthropic sends.
 */
export function speaksAnthropic({ path, headers }: Addressed): boolean {
  if (isAtOrBelow('/v1/messages', path)) return true;
  return isAtOrBelow('/v1/models', path) && headers['anthropic-version'] !== undefined;
}

/**
 * An error in the dialect that is spoken at a path, whatever became of the request: it may have come with a wrong
 * method or key, or to a path below that does not exist.
 */
export function inDialectOf(
  addressed: Addressed,
  told: ErrorResponse,
  { error, requestId }: { readonly error: unknown; readonly requestId: string },
): DialectErrorResponse {
  if (speaksAnthropic(addressed)) return anthropicErrorResponse(error, told, requestId);
  if (addressed.path === '/mcp') return { ...told, body: jsonRpcErrorBody(told.body) };
  return addressed.path === '/v1/responses' ? inWordsOfResponses(told) : told;
}

function isAtOrBelow(base: string, path: string): boolean {
  return path === base || path.startsWith(`${base}/`);
}
