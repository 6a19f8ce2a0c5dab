import type { Answer } from '../answer/answer.js';
import type { UsagePlacement } from '../faults/fault.js';
import type { VendorError } from '../faults/vendor-error.js';
import type { Frame } from './frame.js';

/** A whole answer of an endpoint. */
export interface PlainReply {
  readonly type: 'plain';
  readonly status: number;
  /** JSON, unless it is a text. */
  readonly body: unknown;
  readonly contentType?: string;
}

/** An answer of a model, as a whole or as a stream. */
export interface ChatReply {
  readonly type: 'chat';
  readonly answer: Answer;
  readonly stream: boolean;
  /** The body when it is not streamed. */
  readonly completion: unknown;
  /** The stream, with the usage where the vendor puts it unless told otherwise. */
  frames(usage?: UsagePlacement): Frame[];
  /** Runs when the request has ended, well or not. */
  ended?(): void;
}

export type Reply = PlainReply | ChatReply;

export function jsonReply(body: unknown, status = 200): PlainReply {
  return { type: 'plain', status, body };
}

export function errorReply(error: VendorError): PlainReply {
  return typeof error.body === 'string'
    ? { type: 'plain', status: error.status, body: error.body, contentType: 'text/html' }
    : jsonReply(error.body, error.status);
}
