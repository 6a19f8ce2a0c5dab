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
  /** Without `Bearer `. */
  readonly key: string | undefined;
  readonly bytes: Buffer;
  /** Parsed JSON; `undefined` when the body is not JSON. */
  readonly json: unknown;
  readonly nowMs: number;
}

/** What one vendor does with requests. Everything about connections and faults is the server's. */
export interface VendorBehaviour {
  /** `/v1`, `/api/paas/v4` */
  readonly basePath: string;
  readonly errors: Readonly<Record<string, VendorError>>;
  readonly tooLarge: VendorError;
  readonly maxBodyBytes: number;
  /** An error inside HTTP 200, as this vendor does it. */
  readonly errorIn200: unknown;
  answer(request: ApiRequest): Reply;
  responseHeaders(): Readonly<Record<string, string>>;
  errorFrameBody(error: VendorError): unknown;
  reset(): void;
}
