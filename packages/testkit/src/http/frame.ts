/**
 * What a server-sent event of an answer carries. `reasoning`, `content` and `tool` count as content chunks; `block` only
 * says where something begins or ends.
 */
export type FrameKind =
  'role' | 'block' | 'reasoning' | 'content' | 'tool' | 'finish' | 'usage' | 'done' | 'error';

/** One server-sent event, not yet in bytes. */
export interface Frame {
  readonly kind: FrameKind;
  /** The text after `data: `. */
  readonly data: string;
  /** The text after `event: `. */
  readonly event?: string;
  /** Sent as it is instead of the event, for broken framing. */
  readonly raw?: string;
  /** How many tokens of the answer it carries, for pacing. */
  readonly tokens?: number;
  /** Waits before this frame, beside the pacing. */
  readonly delayMs?: number;
}

export const doneFrame: Frame = { kind: 'done', data: '[DONE]' };

export function jsonFrame(kind: FrameKind, value: unknown, tokens = 0): Frame {
  return { kind, data: JSON.stringify(value), tokens };
}

export function isContentFrame(frame: Frame): boolean {
  return frame.kind === 'content' || frame.kind === 'reasoning' || frame.kind === 'tool';
}
