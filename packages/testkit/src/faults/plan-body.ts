import type { PlainReply } from '../http/reply.js';
import type { ResponsePlan } from '../http/response-plan.js';
import type { OutcomeFault } from './fault.js';

/** What every response has, whatever its body. */
export type PlanBase = Pick<ResponsePlan, 'headersDelayMs' | 'manner' | 'headers'>;

/** No server sends more than this, whatever was asked for. */
export const maxHugeBytes = 1024 ** 3;

/** A body with its length, cut where the fault says so. */
export function planBody(reply: PlainReply, base: PlanBase, outcome?: OutcomeFault): ResponsePlan {
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
      return {
        ...withHeaders(
          { ...plan, body: { type: 'bytes', bytes: Buffer.alloc(0) }, ending: 'end' },
          { 'content-length': '0' },
        ),
      };
    case 'huge_body':
      return {
        ...plan,
        headers: { 'content-type': type, ...base.headers },
        body: { type: 'filler', bytes: Math.min(maxHugeBytes, outcome.bytes), stream: false },
        ending: 'end',
      };
    case 'stall':
      return outcome.forMs === undefined
        ? { ...plan, body: { type: 'bytes', bytes: half }, ending: 'hang' }
        : {
            ...plan,
            manner: { ...base.manner, firstDelayMs: outcome.forMs },
            body: { type: 'bytes', bytes },
            ending: 'end',
          };
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

/** A plan with more headers. */
export function withHeaders(plan: ResponsePlan, headers: Readonly<Record<string, string>>): ResponsePlan {
  return { ...plan, headers: { ...plan.headers, ...headers } };
}
