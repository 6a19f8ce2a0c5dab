import { jsonReply, type ChatReply } from '../http/reply.js';
import type { ResponsePlan } from '../http/response-plan.js';
import { isRecord } from '../json-value.js';
import type { OutcomeFault } from './fault.js';
import { planBody, type PlanBase } from './plan-body.js';
import type { PlanContext } from './plan-context.js';

/** A whole answer, and what stream faults mean where nothing is streamed. */
export function planWhole(
  reply: ChatReply,
  outcome: OutcomeFault | undefined,
  options: PlanBase & { readonly context: PlanContext },
): ResponsePlan {
  const { context, ...base } = options;
  const { pacing } = context;
  const spokenMs = pacing.firstTokenDelayMs + pacing.perTokenMs * reply.answer.usage.completionTokens;
  const paced = { ...base, headersDelayMs: base.headersDelayMs + spokenMs };
  return planBody(jsonReply(bentBody(reply.completion, outcome, context)), paced, outcome);
}

function bentBody(body: unknown, outcome: OutcomeFault | undefined, context: PlanContext): unknown {
  switch (outcome?.kind) {
    case 'error_first':
    case 'preamble_then_error':
    case 'error_mid_stream':
      return context.errorFrameBody(outcome.error);
    case 'no_choices':
      return isRecord(body) ? { ...body, choices: [] } : body;
    case 'empty_answer':
      return editChoice(body, { message: { role: 'assistant', content: '' }, finish_reason: 'stop' });
    case 'finish_reason':
      return editChoice(body, { finish_reason: outcome.reason });
    default:
      return body;
  }
}

function editChoice(body: unknown, change: Readonly<Record<string, unknown>>): unknown {
  if (!isRecord(body) || !Array.isArray(body['choices'])) return body;
  return {
    ...body,
    choices: body['choices'].map((choice: unknown) => (isRecord(choice) ? { ...choice, ...change } : choice)),
  };
}
