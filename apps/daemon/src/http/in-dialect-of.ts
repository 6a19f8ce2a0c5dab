import { anthropicErrorResponse, type AnthropicErrorBody } from '../dialects/anthropic/error-envelope.js';
import { inWordsOfResponses } from '../dialects/responses/error-words.js';
import type { ErrorResponse, OpenAiErrorBody } from './error-response.js';

/** An error as its client understands it. */
export interface DialectErrorResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: OpenAiErrorBody | AnthropicErrorBody;
}

/**
 * An error in the dialect that is spoken at `path`, whatever became of the request: it may have come with a wrong
 * method or key, or to a path below that does not exist.
 */
export function inDialectOf(
  path: string,
  told: ErrorResponse,
  { error, requestId }: { readonly error: unknown; readonly requestId: string },
): DialectErrorResponse {
  if (path === '/v1/messages' || path.startsWith('/v1/messages/'))
    return anthropicErrorResponse(error, told, requestId);
  return path === '/v1/responses' ? inWordsOfResponses(told) : told;
}
