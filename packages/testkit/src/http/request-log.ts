import type { IncomingHttpHeaders } from 'node:http';
import { createHash } from 'node:crypto';

/** One request as the simulator saw it. */
export interface RecordedRequest {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  /** Lower-case names. `authorization` is only a fingerprint. */
  readonly headers: Readonly<Record<string, string>>;
  /** {@link fingerprintKey} of the key it carried. */
  readonly keyFingerprint: string | undefined;
  /**
   * Parsed JSON, or the text; `undefined` when there was none, or more than 4 MiB of it, or when later requests
   * brought more than 32 MiB.
   */
  readonly body: unknown;
  readonly bodyBytes: number;
  /** Milliseconds since the epoch at which it arrived. */
  readonly atMs: number;
  /** The client went away before the response was complete. */
  readonly aborted: boolean;
  /** The response was sent to its end, as scripted or as usual. */
  readonly finished: boolean;
  /** The status that was sent, once it was. */
  readonly status: number | undefined;
}

export type OpenRecord = { -readonly [Field in keyof RecordedRequest]: RecordedRequest[Field] };

const maxBodyBytes = 4 * 1024 * 1024;
const maxBodiesBytes = 32 * 1024 * 1024;

/** The last requests, oldest first. Bounded in number and, by the bodies it keeps, in bytes. */
export class RequestLog {
  readonly requests: OpenRecord[] = [];
  readonly #maxRequests: number;

  constructor(maxRequests: number) {
    this.#maxRequests = maxRequests;
  }

  open(request: {
    readonly method: string;
    readonly path: string;
    readonly headers: IncomingHttpHeaders;
    readonly key: string | undefined;
    readonly atMs: number;
  }): OpenRecord {
    const { method, path, atMs } = request;
    const keyFingerprint = request.key === undefined ? undefined : fingerprintKey(request.key);
    const record: OpenRecord = {
      method,
      path,
      headers: shownHeaders(request.headers, keyFingerprint),
      keyFingerprint,
      body: undefined,
      bodyBytes: 0,
      atMs,
      aborted: false,
      finished: false,
      status: undefined,
    };
    this.requests.push(record);
    if (this.requests.length > this.#maxRequests) this.requests.shift();
    return record;
  }

  /** Keeps a body in its record; the bodies of the oldest records give way. */
  keepBody(record: OpenRecord, body: unknown, bytes: number): void {
    record.bodyBytes = bytes;
    if (bytes > maxBodyBytes) return;
    record.body = body;
    let keptBytes = 0;
    for (const kept of this.requests.toReversed()) {
      if (kept.body === undefined) continue;
      keptBytes += kept.bodyBytes;
      if (keptBytes > maxBodiesBytes) kept.body = undefined;
    }
  }

  clear(): void {
    this.requests.length = 0;
  }
}

/** A short name of a key that cannot be turned back into it: the first 8 hexadecimal digits of its SHA-256. */
export function fingerprintKey(key: string): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 8);
}

const secretHeaders = new Set(['authorization', 'x-api-key', 'cookie', 'proxy-authorization']);

function shownHeaders(headers: IncomingHttpHeaders, fingerprint: string | undefined): Record<string, string> {
  const shown: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined) continue;
    if (secretHeaders.has(name)) shown[name] = `sha256:${fingerprint ?? 'none'}`;
    else shown[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return shown;
}
