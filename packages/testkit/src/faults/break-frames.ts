import { isContentFrame, type Frame } from '../http/frame.js';
import type { ResponsePlan } from '../http/response-plan.js';
import { editFinish, withoutAnswer, withoutFinish } from './edit-frame.js';
import type { OutcomeFault } from './fault.js';
import { firstContent } from './first-content.js';

/** A stream as it is sent: its events and how it ends. */
export interface BrokenStream {
  readonly frames: readonly Frame[];
  readonly ending: ResponsePlan['ending'];
}

/** What a fault makes of a stream. Faults that are not about streams leave it as it is. */
export function breakFrames(frames: readonly Frame[], fault: OutcomeFault): BrokenStream {
  switch (fault.kind) {
    case 'stall':
      return stallFrames(frames, fault);
    case 'cut':
      return { frames: firstContent(frames, fault.afterContentChunks), ending: fault.ending ?? 'end' };
    case 'cut_in_tool_call':
      return { frames: cutInToolCall(frames), ending: fault.ending ?? 'end' };
    case 'truncated_json':
      return { frames: truncateFrame(frames), ending: fault.ending ?? 'end' };
    case 'malformed_chunk':
      return whole(
        insertAfter(frames, fault.afterContentChunks, [
          { kind: 'error', data: '{"id":"broken","choices":[{"delta":' },
        ]),
      );
    case 'glued_frames':
      return whole(glueFrames(frames, fault.afterContentChunks));
    case 'no_done':
      return whole(frames.filter((frame) => frame.kind !== 'done'));
    case 'done_without_finish':
      return whole(frames.filter((frame) => frame.kind !== 'finish').map((frame) => withoutFinish(frame)));
    case 'finish_reason':
      return whole(finishEarly(frames, fault));
    case 'no_choices':
      return whole([...frames.filter(isContentFrame).slice(0, 1).map(withoutAnswer), ...lastOf(frames)]);
    case 'empty_answer':
      return whole(
        frames.filter((frame) => !isContentFrame(frame)).map((frame) => editFinish(frame, 'stop')),
      );
    default:
      return whole(frames);
  }
}

/** What ends a whole stream. */
function lastOf(frames: readonly Frame[]): Frame[] {
  return frames.filter(({ kind }) => kind === 'done');
}

function whole(frames: readonly Frame[]): BrokenStream {
  return { frames, ending: 'end' };
}

function insertAfter(
  frames: readonly Frame[],
  count: number | undefined,
  inserted: readonly Frame[],
): Frame[] {
  const before = firstContent(frames, count);
  return [...before, ...inserted, ...frames.slice(before.length)];
}

function stallFrames(
  frames: readonly Frame[],
  fault: { readonly afterContentChunks?: number; readonly forMs?: number },
): BrokenStream {
  const before = firstContent(frames, fault.afterContentChunks);
  if (fault.forMs === undefined) return { frames: before, ending: 'hang' };
  const [next, ...rest] = frames.slice(before.length);
  return whole(next === undefined ? before : [...before, { ...next, delayMs: fault.forMs }, ...rest]);
}

/** The last frame that still belongs to a tool call is cut in the middle of the call's arguments. */
function cutInToolCall(frames: readonly Frame[]): readonly Frame[] {
  const first = frames.findIndex((frame) => frame.kind === 'tool');
  if (first === -1) return firstContent(frames);
  const hasFragments =
    frames[first + 1]?.kind === 'tool' && !(frames[first]?.data.includes('finish_reason":"') ?? false);
  return hasFragments
    ? frames.slice(0, first + 2)
    : [...frames.slice(0, first), ...frames.slice(first, first + 1).map((frame) => halfArguments(frame))];
}

/** A call that comes whole in one frame is cut inside its arguments, without the finish reason that rides on it. */
function halfArguments(frame: Frame): Frame {
  const text = withoutFinish(frame).data.replace(
    /("arguments":")((?:[^"\\]|\\.)*)(")/,
    (_, open: string, args: string, close: string) =>
      `${open}${args.slice(0, args.length >> 1).replace(/\\+$/, '')}${close}`,
  );
  return { ...frame, data: text };
}

function truncateFrame(frames: readonly Frame[]): readonly Frame[] {
  const before = firstContent(frames);
  const next = frames[before.length];
  return next === undefined
    ? before
    : [...before, { ...next, raw: `data: ${next.data.slice(0, next.data.length >> 1)}` }];
}

/** `data: {"id":"2026...","object":"chat.c` and at once, on the next line, `data: {"id":...}`. */
function glueFrames(frames: readonly Frame[], count: number | undefined): Frame[] {
  const before = firstContent(frames, count);
  const [cut, ...rest] = frames.slice(before.length);
  if (cut === undefined) return [...before];
  return [...before, { ...cut, raw: `data: ${cut.data.slice(0, cut.data.length >> 1)}\n` }, ...rest];
}

function finishEarly(
  frames: readonly Frame[],
  fault: { readonly reason: string; readonly afterContentChunks?: number },
): Frame[] {
  const kept =
    fault.afterContentChunks === undefined
      ? frames.filter(({ kind }) => kind !== 'finish' && kind !== 'usage' && kind !== 'done')
      : firstContent(frames, fault.afterContentChunks);
  const finish = frames.findLast((frame) => frame.kind === 'finish');
  return [
    ...kept.map((frame) => withoutFinish(frame)),
    ...(finish === undefined ? [] : [editFinish(finish, fault.reason, true)]),
    ...lastOf(frames),
  ];
}
