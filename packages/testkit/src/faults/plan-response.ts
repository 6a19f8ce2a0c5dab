import type { Frame } from '../http/frame.js';
import { jsonFrame } from '../http/frame.js';
import type { ChatReply, PlainReply, Reply } from '../http/reply.js';
import { errorReply, jsonReply } from '../http/reply.js';
import type { ResponsePlan, WritingManner } from '../http/response-plan.js';
import { isRecord } from '../json-value.js';
import { breakFrames, firstContent } from './break-frames.js';
import type { MannerFault, OutcomeFault, RetryAfter, UsagePlacement } from './fault.js';
import type { ChosenFaults } from './fault-script.js';
import type { VendorError } from './vendor-error.js';

/** The pace at which a model speaks when no fault is scripted. Milliseconds. */
export interface Pacing {
  readonly firstTokenDelayMs: number;
  readonly chunkDelayMs: number;
  readonly perTokenMs: number;
}

export interface PlanContext {
  readonly pacing: Pacing;
  /** On every response: request ids and the like. */
  readonly headers: Readonly<Record<string, string>>;
  /** For a `Retry-After` that is a date. */
  readonly nowMs: number;
  /** The vendor's habit of an error inside HTTP 200. */
  readonly errorIn200: unknown;
  /** The body of an error as the vendor puts it into a stream. */
  errorFrameBody(error: VendorError): unknown;
  /** The vendor's own answer. Not asked when the fault leaves no room for one. */
  reply(): Reply;
}

const maxHugeBytes = 1024 ** 3;
const gatewayPage =
  '<html>\r\n<head><title>504 Gateway Time-out</title></head>\r\n<body>\r\n<center><h1>504 Gateway Time-out</h1></center>\r\n</body>\r\n</html>\r\n';

/** Decides how a request is answered: the vendor's reply and what the scripted faults make of it. */
export function planResponse(faults: ChosenFaults, context: PlanContext): ResponsePlan {
  const { outcome } = faults;
  const manner = mannerOf(faults.manners);
  const headersDelayMs = sum(faults.manners, 'latency');
  const base = { headersDelayMs, manner, headers: context.headers };
  const early = outcome === undefined ? undefined : earlyPlan(outcome, context, base);
  if (early !== undefined) return early;
  const reply = context.reply();
  if (reply.type === 'plain') return plainPlan(reply, base, outcome);
  return reply.stream
    ? streamPlan(reply, outcome, { ...base, usage: usageOf(faults.manners), context })
    : wholePlan(reply, outcome, { ...base, context });
}

type Base = Pick<ResponsePlan, 'headersDelayMs' | 'manner' | 'headers'>;

/** Faults that need no answer from the vendor. */
function earlyPlan(fault: OutcomeFault, context: PlanContext, base: Base): ResponsePlan | undefined {
  switch (fault.kind) {
    case 'silence':
      return { ...base, instead: 'silence', ...noBody };
    case 'reset_before_response':
      return { ...base, instead: 'reset', ...noBody };
    case 'reset_after_headers':
      return { ...base, ...noBody, headers: streamHeaders(base.headers), ending: 'reset' };
    case 'silence_after_headers':
      return { ...base, ...noBody, headers: streamHeaders(base.headers), ending: 'hang' };
    case 'status':
      return withHeaders(
        plainPlan(
          {
            type: 'plain',
            status: fault.status,
            body: fault.body ?? '',
            ...(typeof fault.body === 'string' ? { contentType: 'text/plain' } : {}),
          },
          base,
          undefined,
        ),
        { ...retryAfterHeader(fault.retryAfter, context.nowMs), ...fault.headers },
      );
    case 'error':
      return withHeaders(
        plainPlan(errorReply(fault.error), base, undefined),
        retryAfterHeader(fault.retryAfter, context.nowMs),
      );
    case 'html_504':
      return plainPlan(
        { type: 'plain', status: 504, body: gatewayPage, contentType: 'text/html' },
        base,
        undefined,
      );
    case 'error_in_200':
      return plainPlan(jsonReply(fault.body ?? context.errorIn200), base, undefined);
    default:
      return undefined;
  }
}

const noBody = { status: 200, body: { type: 'bytes', bytes: Buffer.alloc(0) }, ending: 'end' } as const;

function streamPlan(
  reply: ChatReply,
  outcome: OutcomeFault | undefined,
  options: Base & { readonly usage: UsagePlacement | undefined; readonly context: PlanContext },
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
  if (outcome?.kind === 'empty_body') return { ...plan, body: noBody.body, ending: 'end' };
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
  const done = frames.filter((frame) => fault.done === true && frame.kind === 'done');
  return [...firstContent(frames, fault.afterContentChunks), error, ...done];
}

/** A whole answer, and what stream faults mean where nothing is streamed. */
function wholePlan(
  reply: ChatReply,
  outcome: OutcomeFault | undefined,
  options: Base & { readonly context: PlanContext },
): ResponsePlan {
  const { context, ...base } = options;
  const { pacing } = context;
  const spokenMs = pacing.firstTokenDelayMs + pacing.perTokenMs * reply.answer.usage.completionTokens;
  const paced = { ...base, headersDelayMs: base.headersDelayMs + spokenMs };
  const plain = jsonReply(reply.completion);
  if (outcome === undefined) return plainPlan(plain, paced, undefined);
  switch (outcome.kind) {
    case 'error_first':
    case 'preamble_then_error':
    case 'error_mid_stream':
      return plainPlan(jsonReply(context.errorFrameBody(outcome.error)), paced, undefined);
    case 'no_choices':
      return plainPlan(
        jsonReply(isRecord(plain.body) ? { ...plain.body, choices: [] } : plain.body),
        paced,
        undefined,
      );
    case 'empty_answer':
      return plainPlan(
        jsonReply(
          editChoice(plain.body, { message: { role: 'assistant', content: '' }, finish_reason: 'stop' }),
        ),
        paced,
        undefined,
      );
    case 'finish_reason':
      return plainPlan(
        jsonReply(editChoice(plain.body, { finish_reason: outcome.reason })),
        paced,
        undefined,
      );
    default:
      return plainPlan(plain, paced, outcome);
  }
}

function editChoice(body: unknown, change: Readonly<Record<string, unknown>>): unknown {
  if (!isRecord(body) || !Array.isArray(body['choices'])) return body;
  return {
    ...body,
    choices: body['choices'].map((choice: unknown) => (isRecord(choice) ? { ...choice, ...change } : choice)),
  };
}

/** A body with its length, cut where the fault says so. */
function plainPlan(reply: PlainReply, base: Base, outcome: OutcomeFault | undefined): ResponsePlan {
  const text = typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body);
  const bytes = Buffer.from(text);
  const type = reply.contentType ?? 'application/json; charset=utf-8';
  const plan = {
    ...base,
    status: reply.status,
    headers: { 'content-type': type, 'content-length': String(bytes.length), ...base.headers },
  };
  const half = bytes.subarray(0, bytes.length >> 1);
  switch (outcome?.kind) {
    case 'empty_body':
      return { ...withHeaders({ ...plan, ...noBody, status: reply.status }, { 'content-length': '0' }) };
    case 'huge_body':
      return {
        ...plan,
        headers: { 'content-type': type, ...base.headers },
        body: { type: 'filler', bytes: Math.min(maxHugeBytes, outcome.bytes), stream: false },
        ending: 'end',
      };
    case 'stall':
      return { ...plan, body: { type: 'bytes', bytes: half }, ending: 'hang' };
    case 'truncated_json':
    case 'cut':
    case 'cut_in_tool_call':
    case 'malformed_chunk':
    case 'glued_frames': {
      const ending = 'ending' in outcome ? (outcome.ending ?? 'end') : 'end';
      const declared = ending === 'end' ? half.length : bytes.length;
      return {
        ...withHeaders(
          { ...plan, body: { type: 'bytes', bytes: half }, ending },
          { 'content-length': String(declared) },
        ),
      };
    }
    default:
      return { ...plan, body: { type: 'bytes', bytes }, ending: 'end' };
  }
}

function withHeaders(plan: ResponsePlan, headers: Readonly<Record<string, string>>): ResponsePlan {
  return { ...plan, headers: { ...plan.headers, ...headers } };
}

function streamHeaders(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache', ...headers };
}

function retryAfterHeader(wait: RetryAfter | undefined, nowMs: number): Record<string, string> {
  if (wait === undefined) return {};
  if ('ms' in wait) return { 'retry-after-ms': String(wait.ms) };
  return {
    'retry-after': 'seconds' in wait ? String(wait.seconds) : new Date(nowMs + wait.dateInMs).toUTCString(),
  };
}

function mannerOf(faults: readonly MannerFault[]): WritingManner {
  const drip = faults.find((fault) => fault.kind === 'drip');
  return {
    firstDelayMs: sum(faults, 'slow_first_token'),
    chunkDelayMs: sum(faults, 'slow_chunks'),
    perTokenMs: 0,
    crlf: faults.some((fault) => fault.kind === 'crlf'),
    comments: faults.some((fault) => fault.kind === 'comments'),
    splitUtf8: faults.some((fault) => fault.kind === 'split_utf8'),
    ...(drip === undefined ? {} : { dripMs: drip.intervalMs ?? 0 }),
  };
}

function sum(faults: readonly MannerFault[], kind: 'latency' | 'slow_first_token' | 'slow_chunks'): number {
  return faults.reduce((total, fault) => (fault.kind === kind ? total + fault.ms : total), 0);
}

function usageOf(faults: readonly MannerFault[]): UsagePlacement | undefined {
  return faults.find((fault) => fault.kind === 'usage')?.placement;
}
