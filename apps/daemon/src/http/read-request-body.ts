import type { IncomingMessage } from 'node:http';
import { clientGoneProblem, bodyTooLargeProblem } from './http-problem.js';

/**
 * The bytes of a request's body.
 *
 * @throws HttpProblem 413 when there are more than `limitBytes`, as soon as that is known; 499 when the client leaves.
 */
export function readRequestBody(message: IncomingMessage, limitBytes: number): Promise<Buffer> {
  if (Number(message.headers['content-length']) > limitBytes) return Promise.reject(bodyTooLargeProblem());
  return new Promise((resolve, reject) => {
    let first: Buffer | undefined;
    let pieces: Buffer[] | undefined;
    let length = 0;
    const onData = (piece: Buffer): void => {
      length += piece.length;
      if (length > limitBytes) {
        message.off('data', onData);
        message.pause();
        reject(bodyTooLargeProblem());
      } else if (first === undefined) first = piece;
      else (pieces ??= [first]).push(piece);
    };
    const onGone = (): void => {
      reject(clientGoneProblem());
    };
    message.on('data', onData);
    message.once('close', onGone);
    message.once('error', onGone);
    message.once('end', () => {
      // The message lives until it is answered, and would keep the body for as long through these.
      message.off('data', onData);
      message.off('close', onGone);
      message.off('error', onGone);
      // Most bodies come in one piece, which is not copied.
      resolve(pieces === undefined ? (first ?? Buffer.alloc(0)) : Buffer.concat(pieces, length));
    });
  });
}
