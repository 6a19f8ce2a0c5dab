import { errorReply, jsonReply, type PlainReply } from '../http/reply.js';
import type { ResponsePlan } from '../http/response-plan.js';
import type { ChosenFaults } from './fault-script.js';
import type { OutcomeFault } from './fault.js';
import { gatewayPage } from './gateway-page.js';
import { planBody, withHeaders, type PlanBase } from './plan-body.js';
import type { PlanContext } from './plan-context.js';
import { planStream } from './plan-stream.js';
import { planWhole } from './plan-whole.js';
import { retryAfterHeader, streamHeaders } from './response-headers.js';
import { delayOf, mannerOf, usageOf } from './writing-manner.js';

/** Decides how a request is answered: the vendor's reply and what the scripted faults make of it. */
export function planResponse(faults: ChosenFaults, context: PlanContext): ResponsePlan {
  const { outcome } = faults;
  const manner = mannerOf(faults.manners);
  const headersDelayMs = delayOf(faults.manners, 'latency');
  const base = { headersDelayMs, manner, headers: context.headers };
  const early = outcome === undefined ? undefined : earlyPlan(outcome, context, base);
  if (early !== undefined) return early;
  const reply = context.reply();
  if (reply.type === 'plain') return planBody(reply, base, outcome);
  return reply.stream
    ? planStream(reply, outcome, { ...base, usage: usageOf(faults.manners), context })
    : planWhole(reply, outcome, { ...base, context });
}

/** Faults that need no answer from the vendor. */
function earlyPlan(fault: OutcomeFault, context: PlanContext, base: PlanBase): ResponsePlan | undefined {
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
      return withHeaders(planBody(statusReply(fault), base), {
        ...retryAfterHeader(fault.retryAfter, context.nowMs),
        ...fault.headers,
      });
    case 'error':
      return withHeaders(
        planBody(errorReply(context.worded(fault.error)), base),
        retryAfterHeader(fault.retryAfter, context.nowMs),
      );
    case 'html_504':
      return planBody({ type: 'plain', status: 504, body: gatewayPage, contentType: 'text/html' }, base);
    case 'error_in_200':
      return planBody(jsonReply(fault.body ?? context.errorIn200), base);
    default:
      return undefined;
  }
}

const noBody = { status: 200, body: { type: 'bytes', bytes: Buffer.alloc(0) }, ending: 'end' } as const;

function statusReply(fault: { readonly status: number; readonly body?: unknown }): PlainReply {
  const { status, body = '' } = fault;
  return { type: 'plain', status, body, ...(typeof body === 'string' ? { contentType: 'text/plain' } : {}) };
}
