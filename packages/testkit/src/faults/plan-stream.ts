import { doneFrame, jsonFrame, type Frame } from '../http/frame.js';
import type { ChatReply } from '../http/reply.js';
import type { ResponsePlan } from '../http/response-plan.js';
import { breakFrames } from './break-frames.js';
import type { OutcomeFault, UsagePlacement } from './fault.js';
import { firstContent } from './first-content.js';
import { maxHugeBytes, type PlanBase } from './plan-body.js';
import type { PlanContext } from './plan-context.js';
import { streamHeaders } from './response-headers.js';

/** A streamed answer and what the faults make of it. */
export function planStream(
  reply: ChatReply,
  outcome: OutcomeFault | undefined,
  options: PlanBase & { readonly usage: UsagePlacement | undefined; readonly context: PlanContext },
): ResponsePlan {
  const { usage, context, ...base } = options;
  const { pacing } = context;
  const manner = {
    ...base.manner,
    firstDelayMs: base.manner.firstDelayMs + pacing.firstTokenDelayMs,
    chunkDelayMs: base.manner.chunkDelayMs + pacing.chunkDelayMs,
    perTokenMs: pacing.perTokenMs,
  };
  const plan = { ...base, manner, status: 200, headers: streamHeaders(base.headers) };
  const frames = reply.frames(usage);
  if (outcome?.kind === 'empty_body')
    return { ...plan, body: { type: 'bytes', bytes: Buffer.alloc(0) }, ending: 'end' };
  if (outcome?.kind === 'huge_body')
    return {
      ...plan,
      body: { type: 'filler', bytes: Math.min(maxHugeBytes, outcome.bytes), stream: true },
      ending: 'end',
    };
  const failed = outcome === undefined ? undefined : failFrames(frames, outcome, context);
  if (failed !== undefined) return { ...plan, body: { type: 'frames', frames: failed }, ending: 'end' };
  const broken = outcome === undefined ? { frames, ending: 'end' as const } : breakFrames(frames, outcome);
  return { ...plan, body: { type: 'frames', frames: broken.frames }, ending: broken.ending };
}

/** Streams that end with an error frame. */
function failFrames(
  frames: readonly Frame[],
  fault: OutcomeFault,
  context: PlanContext,
): Frame[] | undefined {
  if (
    fault.kind !== 'error_first' &&
    fault.kind !== 'preamble_then_error' &&
    fault.kind !== 'error_mid_stream'
  )
    return undefined;
  const error: Frame = {
    ...jsonFrame('error', context.errorFrameBody(fault.error)),
    ...(fault.named === true ? { event: 'error' } : {}),
  };
  if (fault.kind === 'error_first') return [error];
  const preamble: Frame = { kind: 'role', data: '', raw: ': waiting for the model\n\n' };
  if (fault.kind === 'preamble_then_error') return [...firstContent(frames, 0), preamble, error];
  // Behind an error GLM says this on either of its APIs (2026-01).
  const done = fault.done === true ? [doneFrame] : [];
  return [...firstContent(frames, fault.afterContentChunks), error, ...done];
}
