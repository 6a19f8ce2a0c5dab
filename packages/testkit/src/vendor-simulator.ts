import type { Answer } from './answer/answer.js';
import type { Fault } from './faults/fault.js';
import type { VendorError } from './faults/vendor-error.js';
import type { RecordedRequest } from './http/request-log.js';

/** A vendor's API on 127.0.0.1 over real HTTP, with faults on order. */
export interface VendorSimulator {
  /** What a client takes for the vendor's base URL: `http://127.0.0.1:PORT/v1`. */
  readonly baseUrl: string;
  /** The base URL of its Anthropic endpoint, where the vendor has one: `http://127.0.0.1:PORT/anthropic`. */
  readonly messagesUrl: string | undefined;
  /** `http://127.0.0.1:PORT` */
  readonly origin: string;
  /** The last requests, oldest first. */
  readonly requests: readonly RecordedRequest[];
  /** Requests that are being answered now. */
  readonly inFlight: number;
  /** What the model last said, before any fault befell it. */
  readonly lastAnswer: Answer | undefined;
  /** Every error that the vendor is known for, by name. */
  readonly errors: Readonly<Record<string, VendorError>>;
  /** Lets these faults befall the coming requests: counted ones in this order, standing ones when no counted one matches. */
  script(...faults: readonly Fault[]): void;
  /** Forgets all faults and listens again if connections were refused. */
  clearFaults(): Promise<void>;
  /** `clearFaults`, and forgets the requests, the prompt cache and the files. */
  reset(): Promise<void>;
  /** Until `count` requests have arrived since the start or the last `reset`. */
  received(count: number): Promise<void>;
  /** Until no request is in flight. */
  idle(): Promise<void>;
  /** Closes the listener and every connection. Idempotent. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}
