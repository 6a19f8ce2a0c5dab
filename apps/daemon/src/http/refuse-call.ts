import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ChatDialect } from '../dialects/chat-dialect.js';
import { errorResponse } from './error-response.js';
import type { HttpContext } from './http-context.js';
import { overloadedProblem } from './http-problem.js';
import { inDialectOf } from './in-dialect-of.js';

/** A call that is not taken in. */
export interface RefusedCall {
  readonly message: IncomingMessage;
  readonly response: ServerResponse;
  readonly requestId: string;
}

/**
 * Refuses calls of a dialect while there is too much to do. Refusals are most of what an overloaded daemon does, so
 * they take a shorter way than other errors: keys are not looked at, nothing is waited for, the body is not read.
 */
export function createRefusal(dialect: ChatDialect, context: HttpContext): (call: RefusedCall) => void {
  const error = overloadedProblem();
  // It tells nothing about the state of the registry.
  const told = errorResponse(error, { requestId: '', snapshot: () => context.registry.snapshot() });
  const { path } = dialect;
  const { code: errorCode, message: errorMessage } = told.body.error;
  const sandbox = context.sandbox ? { 'x-reg-sandbox': 'simulated' } : {};
  return ({ message, response, requestId }) => {
    const { status, headers, body } = inDialectOf({ path, headers: message.headers }, told, {
      error,
      requestId,
    });
    const text = JSON.stringify(body);
    response.writeHead(status, {
      'x-request-id': requestId,
      ...sandbox,
      ...headers,
      'content-type': 'application/json; charset=utf-8',
      'content-length': Buffer.byteLength(text),
    });
    response.end(text);
    const startedAtMs = context.nowMs();
    const method = message.method ?? '';
    context.requestEnded(
      { requestId, method, path, route: path, startedAtMs, errorCode, errorMessage },
      status,
    );
  };
}
