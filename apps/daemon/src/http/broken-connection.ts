import type { Socket } from 'node:net';

interface BrokenConnection {
  readonly code?: string;
}

/** What a client was told without Fastify. */
export interface AnswerByHand {
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

const answersByHand = new WeakMap<Socket, AnswerByHand>();

/** How a connection was answered by hand, if it was. */
export function answerByHand(socket: Socket): AnswerByHand | undefined {
  return answersByHand.get(socket);
}

/**
 * Answers a client whose bytes never became a request: too slow, too many headers, not HTTP. There is no
 * request object yet, so the answer is written by hand.
 */
export function answerBrokenConnection(error: BrokenConnection, socket: Socket): void {
  // A reset is the client's own doing, and nobody reads an answer.
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const { status, code, message } = answers[error.code ?? ''] ?? notHttp;
  answersByHand.set(socket, { status: Number.parseInt(status, 10), code, message });
  const body = JSON.stringify({ error: { message, type: 'invalid_request_error', param: null, code } });
  socket.end(
    [
      `HTTP/1.1 ${status}`,
      'Content-Type: application/json; charset=utf-8',
      `Content-Length: ${Buffer.byteLength(body)}`,
      'Connection: close',
      '',
      body,
    ].join('\r\n'),
  );
}

const notHttp = {
  status: '400 Bad Request',
  code: 'malformed_http',
  message: 'This is not a well-formed HTTP/1.1 request.',
};

const answers: Readonly<Record<string, typeof notHttp>> = {
  ERR_HTTP_REQUEST_TIMEOUT: {
    status: '408 Request Timeout',
    code: 'request_timeout',
    message: 'The request did not arrive whole in time. Send its body without pauses.',
  },
  HPE_HEADER_OVERFLOW: {
    status: '431 Request Header Fields Too Large',
    code: 'headers_too_large',
    message: 'The request headers are too large.',
  },
};
