import { isContentFrame, type Frame } from '../http/frame.js';

/** Everything up to and with the nth content chunk. */
export function firstContent(frames: readonly Frame[], count = 1): readonly Frame[] {
  let seen = 0;
  const end = frames.findIndex(
    (frame) => (isContentFrame(frame) || frame.kind === 'finish') && seen++ >= count,
  );
  return end === -1 ? frames : frames.slice(0, end);
}
