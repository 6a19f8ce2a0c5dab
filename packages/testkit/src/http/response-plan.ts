import type { BreakStyle } from '../faults/fault.js';
import type { Frame } from './frame.js';

/** How one response is sent, decided before its first byte. */
export interface ResponsePlan {
  readonly headersDelayMs: number;
  /** What happens instead of headers. */
  readonly instead?: 'silence' | 'reset';
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body:
    | { readonly type: 'bytes'; readonly bytes: Buffer }
    | { readonly type: 'frames'; readonly frames: readonly Frame[] }
    | { readonly type: 'filler'; readonly bytes: number; readonly stream: boolean };
  /** `hang`: the connection stays open and silent. */
  readonly ending: BreakStyle | 'hang';
  readonly manner: WritingManner;
  /** Runs right before the simulator breaks the connection itself. */
  readonly onBreak?: () => void;
}

/** How the bytes of a body are written. */
export interface WritingManner {
  readonly firstDelayMs: number;
  readonly chunkDelayMs: number;
  /** Further delay of a frame by the tokens it carries. */
  readonly perTokenMs: number;
  readonly crlf: boolean;
  readonly comments: boolean;
  readonly splitUtf8: boolean;
  /** Between single bytes; absent: whole frames are written. */
  readonly dripMs?: number;
}
