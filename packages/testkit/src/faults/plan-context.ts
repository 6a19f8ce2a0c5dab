import type { Reply } from '../http/reply.js';
import type { VendorError } from './vendor-error.js';

/** The pace at which a model speaks when no fault is scripted. Milliseconds. */
export interface Pacing {
  readonly firstTokenDelayMs: number;
  readonly chunkDelayMs: number;
  readonly perTokenMs: number;
}

/** What a response is planned from, beside the faults. */
export interface PlanContext {
  readonly pacing: Pacing;
  /** On every response: request ids and the like. */
  readonly headers: Readonly<Record<string, string>>;
  /** For a `Retry-After` that is a date. */
  readonly nowMs: number;
  /** The vendor's habit of an error inside HTTP 200. */
  readonly errorIn200: unknown;
  /** An error in the shape of the API that was asked. */
  worded(error: VendorError): VendorError;
  /** The body of an error as the vendor puts it into a stream. */
  errorFrameBody(error: VendorError): unknown;
  /** The vendor's own answer. Not asked when the fault leaves no room for one. */
  reply(): Reply;
}
