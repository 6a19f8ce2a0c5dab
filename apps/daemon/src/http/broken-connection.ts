import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { ErrorResponse } from './error-response.js';
import type { DialectErrorResponse } from './in-dialect-of.js';

interface BrokenConnection {
  readonly code?: string | undefined;
}

/** What a client was told without Fastify. */
export interface AnswerByHand {
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

/** A request whose headers are here. */
export interface ArrivedRequest {
  readonly message: IncomingMessage;
  readonly requestId: string;
}

const answersByHand = new WeakMap<Socket, AnswerByHand>();
const arrivals = new WeakMap<Socket, ArrivedRequest>();

/** How a connection was answered by hand, if it was. */
export function answerByHand(socket: Socket): AnswerByHand | undefined {
  return answersByHand.get(socket);
}

/** From here on it is known to which request the bytes of a connection belong. */
export function rememberArrival(arrived: ArrivedRequest): void {
  arrivals.set(arrived.message.socket, arrived);
}

/** Tells an error as the client of a request understands it. */
export type TellInDialect = (told: ErrorResponse, arrived: ArrivedRequest) => DialectErrorResponse;

/**
 * Answers a client whose bytes are no request, or stopped being one: too slow, too many headers, not HTTP. Node hands
 * over no more than the connection, so the answer is written by hand; in the dialect of the request whose body is
 * being awaited, else in OpenAI's envelope, since nobody knows whose it is.
 */
export function answerBrokenConnection(
  error: BrokenConnection,
  socket: Socket,
  tellInDialect: TellInDialect,
): void {
  // A reset is the client's own doing, and nobody reads an answer.
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const { status, reason, code, message } = answers[error.code ?? ''] ?? notHttp;
  answersByHand.set(socket, { status, code, message });
  const told: ErrorResponse = {
    status,
    headers: {},
    body: { error: { message, type: 'invalid_request_error', param: null, code } },
  };
  const arrived = arrivals.get(socket);
  // The message before this one is over, on a connection that was kept.
  const isAwaited = arrived !== undefined && !arrived.message.complete;
  const { headers, body } = isAwaited ? tellInDialect(told, arrived) : told;
  const text = JSON.stringify(body);
  socket.end(
    [
      `HTTP/1.1 ${status} ${reason}`,
      ...(isAwaited ? [`X-Request-Id: ${arrived.requestId}`] : []),
      ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
      'Content-Type: application/json; charset=utf-8',
      `Content-Length: ${Buffer.byteLength(text)}`,
      'Connection: close',
      '',
      text,
    ].join('\r\n'),
  );
}

const notHttp = {
  status: 400,
  reason: 'Bad Request',
  code: 'malformed_http',
  message: 'This is not a well-formed HTTP/1.1 request.',
};

const answers: Readonly<Record<string, typeof notHttp>> = {
  ERR_HTTP_REQUEST_TIMEOUT: {
    status: 408,
    reason: 'Request Timeout',
    code: 'request_timeout',
    message: 'The request did not arrive whole in time. Send its body without pauses.',
  },
  HPE_HEADER_OVERFLOW: {
    status: 431,
    reason: 'Request Header Fields Too Large',
    code: 'headers_too_large',
    message: 'The request headers are too large.',
  },
};
