import type { VendorError } from '../faults/vendor-error.js';
import type { Reply } from './reply.js';

/** One request, read and parsed. */
export interface ApiRequest {
  readonly method: string;
  /** Below the vendor's base path, without the query: `/chat/completions`. */
  readonly route: string;
  readonly query: URLSearchParams;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** From `x-api-key`, or from `authorization` without `Bearer `. */
  readonly key: string | undefined;
  readonly bytes: Buffer;
  /** Parsed JSON; `undefined` when the body is not JSON. */
  readonly json: unknown;
  readonly nowMs: number;
}

/** One API of a vendor: where it is, and in which shapes it answers and fails. */
export interface VendorSurface {
  /** `/v1`, `/api/paas/v4` */
  readonly basePath: string;
  /** An error inside HTTP 200, as it is done here. */
  readonly errorIn200: unknown;
  answer(request: ApiRequest): Reply;
  /** An error in the shape that it has here; absent: as it is. */
  worded?(error: VendorError): VendorError;
  errorFrameBody(error: VendorError): unknown;
}

/** What one vendor does with requests. Everything about connections and faults is the server's. */
export interface VendorBehaviour extends VendorSurface {
  readonly errors: Readonly<Record<string, VendorError>>;
  readonly tooLarge: VendorError;
  readonly maxBodyBytes: number;
  /** Its Anthropic endpoint, if it has one. */
  readonly messages?: VendorSurface;
  responseHeaders(): Readonly<Record<string, string>>;
  reset(): void;
}
