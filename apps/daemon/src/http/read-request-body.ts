import type { IncomingMessage } from 'node:http';
import { clientGoneProblem, bodyTooLargeProblem } from './http-problem.js';

/** A body that is all there, and who waits for it. */
export interface WholeRequestBody {
  readonly bytes: Buffer;
  resolve(bytes: Buffer): void;
}

/**
 * The bytes of a request's body.
 *
 * @param hand - hands a body to who waits for it, once. @default at once
 * @throws HttpProblem 413 when there are more than `limitBytes`, as soon as that is known; 499 when the client leaves.
 */
export function readRequestBody(
  message: IncomingMessage,
  limitBytes: number,
  hand: (body: WholeRequestBody) => void = handOver,
): Promise<Buffer> {
  if (Number(message.headers['content-length']) > limitBytes) return Promise.reject(bodyTooLargeProblem());
  return new Promise((resolve, reject) => {
    let first: Buffer | undefined;
    let pieces: Buffer[] | undefined;
    let length = 0;
    // What settles a promise keeps it, and with it the body.
    let reader: { readonly resolve: typeof resolve; readonly reject: typeof reject } | undefined = {
      resolve,
      reject,
    };
    const onData = (piece: Buffer): void => {
      length += piece.length;
      if (length > limitBytes) {
        message.off('data', onData);
        message.pause();
        reader?.reject(bodyTooLargeProblem());
      } else if (first === undefined) first = piece;
      else (pieces ??= [first]).push(piece);
    };
    message.on('data', onData);
    // Who leaves is known by this alone: without a listener Node emits no error.
    message.on('close', () => {
      reader?.reject(clientGoneProblem());
    });
    message.on('end', () => {
      // Most bodies come in one piece, which is not copied.
      const bytes = pieces === undefined ? (first ?? Buffer.alloc(0)) : Buffer.concat(pieces, length);
      if (reader !== undefined) hand({ bytes, resolve: reader.resolve });
      // The message lives until it is answered, and would keep the body for as long through these listeners.
      first = undefined;
      pieces = undefined;
      reader = undefined;
    });
  });
}

export function handOver({ bytes, resolve }: WholeRequestBody): void {
  resolve(bytes);
}
