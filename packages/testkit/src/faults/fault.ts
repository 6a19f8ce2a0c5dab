import type { VendorError } from './vendor-error.js';

/** Which requests a fault befalls. Everything that is given must match; nothing given matches every request. */
export interface FaultCondition {
  readonly model?: string | RegExp;
  /** The path, or a part of it: `/chat/completions`. */
  readonly path?: string | RegExp;
  /** The nth request that matches the rest of the condition, from 1. */
  readonly attempt?: number;
  /** The key that the request carries. */
  readonly key?: string;
  readonly stream?: boolean;
}

/** How a connection ends early. `end`: the response ends as if it were complete. `close`: the socket is closed. `reset`: TCP RST. */
export type BreakStyle = 'end' | 'close' | 'reset';

/** `Retry-After` as the vendor might send it: seconds, a date that many ms ahead, or the `retry-after-ms` header. */
export type RetryAfter =
  { readonly seconds: number } | { readonly dateInMs: number } | { readonly ms: number };

/** A fault that decides what the response is. At most one of these befalls a request. */
export type OutcomeFault =
  /** Any status with any body (JSON, or a text as it is). */
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly body?: unknown;
      readonly headers?: Readonly<Record<string, string>>;
      readonly retryAfter?: RetryAfter;
    }
  /** A row of `kimiErrors`, `glmErrors` or `openAiErrors`. */
  | { readonly kind: 'error'; readonly error: VendorError; readonly retryAfter?: RetryAfter }
  /** A gateway's HTML page with status 504. */
  | { readonly kind: 'html_504' }
  /** The listener is closed at once, until `clearFaults`, `reset` or as many milliseconds have passed. */
  | { readonly kind: 'refuse_connections'; readonly forMs?: number }
  | { readonly kind: 'reset_before_response' }
  | { readonly kind: 'reset_after_headers' }
  /** Nothing is ever answered; the request ends when the client gives up. */
  | { readonly kind: 'silence' }
  /** Headers, then nothing. */
  | { readonly kind: 'silence_after_headers' }
  /** Status 200 and no body at all. */
  | { readonly kind: 'empty_body' }
  /** JSON that stops half way; in a stream, half a frame. `end` by default. */
  | { readonly kind: 'truncated_json'; readonly ending?: BreakStyle }
  | { readonly kind: 'no_choices' }
  /** An answer without content, reasoning or tool calls, as overloaded vendors give. */
  | { readonly kind: 'empty_answer' }
  /** A body of so many bytes (at most 1 GiB), sent at the client's pace. */
  | { readonly kind: 'huge_body'; readonly bytes: number }
  /** An error inside HTTP 200. Default: the vendor's own habit. */
  | { readonly kind: 'error_in_200'; readonly body?: unknown }
  /** The stream stops and stays open, after so many content chunks (default 1); goes on after `forMs` if given. */
  | { readonly kind: 'stall'; readonly afterContentChunks?: number; readonly forMs?: number }
  /** The stream ends early, after so many content chunks (default 1; 0 is before any content). */
  | { readonly kind: 'cut'; readonly afterContentChunks?: number; readonly ending?: BreakStyle }
  /** The stream ends inside the arguments of a tool call. */
  | { readonly kind: 'cut_in_tool_call'; readonly ending?: BreakStyle }
  /** An error as the first event of the stream. */
  | { readonly kind: 'error_first'; readonly error: VendorError; readonly named?: boolean }
  /** The role chunk and a comment, then an error: no content was seen. */
  | { readonly kind: 'preamble_then_error'; readonly error: VendorError; readonly named?: boolean }
  /** An error frame after so many content chunks (default 1), named (`event: error`) or bare; then `[DONE]` if asked. */
  | {
      readonly kind: 'error_mid_stream';
      readonly error: VendorError;
      readonly afterContentChunks?: number;
      readonly named?: boolean;
      readonly done?: boolean;
    }
  /** A frame that is not JSON, after so many content chunks (default 1); the rest follows. */
  | { readonly kind: 'malformed_chunk'; readonly afterContentChunks?: number }
  /** A frame is cut inside its JSON and the next `data:` begins at once: a bug of GLM's framing. */
  | { readonly kind: 'glued_frames'; readonly afterContentChunks?: number }
  /** The finish chunk comes, `[DONE]` does not. */
  | { readonly kind: 'no_done' }
  /** `[DONE]` comes, a finish reason does not. */
  | { readonly kind: 'done_without_finish' }
  /** The answer so far, then this finish reason: GLM's `network_error`, `sensitive`, `model_context_window_exceeded`. */
  | {
      readonly kind: 'finish_reason';
      readonly reason: string;
      readonly afterContentChunks?: number;
    };

/** A fault that changes how the response is sent. Any number of these befall a request, beside an outcome. */
export type MannerFault =
  /** So many milliseconds before the headers. */
  | { readonly kind: 'latency'; readonly ms: number }
  /** So many milliseconds between the headers and the first event or the body. */
  | { readonly kind: 'slow_first_token'; readonly ms: number }
  /** So many milliseconds before each further event. */
  | { readonly kind: 'slow_chunks'; readonly ms: number }
  /** One byte a write; `intervalMs` between them (default 0). */
  | { readonly kind: 'drip'; readonly intervalMs?: number }
  /** Every character of more than one byte is split over two writes. */
  | { readonly kind: 'split_utf8' }
  /** Lines end with CRLF. */
  | { readonly kind: 'crlf' }
  /** A comment line before every event, as proxies send to keep a connection alive. */
  | { readonly kind: 'comments' }
  /** Where a stream's usage is put. */
  | { readonly kind: 'usage'; readonly placement: UsagePlacement };

/** `choice`: in `choices[0]` of the finish chunk. `finish`: beside its choices. `extra`: a last chunk without choices. */
export type UsagePlacement = 'choice' | 'finish' | 'extra' | 'missing';

/** A scripted fault: what happens, to which requests, how often. */
export type Fault = (OutcomeFault | MannerFault) & {
  readonly when?: FaultCondition;
  /** @default 1 */
  readonly times?: number | 'always';
};

const mannerKinds: ReadonlySet<string> = new Set<MannerFault['kind']>([
  'latency',
  'slow_first_token',
  'slow_chunks',
  'drip',
  'split_utf8',
  'crlf',
  'comments',
  'usage',
]);

export function isMannerFault(fault: OutcomeFault | MannerFault): fault is MannerFault {
  return mannerKinds.has(fault.kind);
}
