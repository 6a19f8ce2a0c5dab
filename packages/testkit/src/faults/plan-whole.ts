import { jsonReply, type ChatReply } from '../http/reply.js';
import type { ResponsePlan } from '../http/response-plan.js';
import { isRecord, type JsonRecord } from '../json-value.js';
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
      return isRecord(body) ? withoutAnswer(body) : body;
    case 'empty_answer':
      return editChoice(body, { message: { role: 'assistant', content: '' }, finish_reason: 'stop' });
    case 'finish_reason':
      return editChoice(body, { finish_reason: outcome.reason });
    default:
      return body;
  }
}

function withoutAnswer(body: JsonRecord): JsonRecord {
  if (body['type'] !== 'message') return { ...body, choices: [] };
  const { content: _content, ...rest } = body;
  return rest;
}

function editChoice(body: unknown, change: JsonRecord): unknown {
  if (!isRecord(body)) return body;
  if (body['type'] === 'message') {
    const { finish_reason: reason } = change;
    const stop_reason = reason === 'stop' ? 'end_turn' : reason;
    return { ...body, stop_reason, ...(change['message'] === undefined ? {} : { content: [] }) };
  }
  if (!Array.isArray(body['choices'])) return body;
  return {
    ...body,
    choices: body['choices'].map((choice: unknown) => (isRecord(choice) ? { ...choice, ...change } : choice)),
  };
}
