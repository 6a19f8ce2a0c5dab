import type { Decision, GatewayAnswer, ReasonCode, RegistrySnapshot, RejectedCandidate } from '@reg/core';

/** Reasons that pass by themselves: waiting helps. */
const temporary: ReadonlySet<ReasonCode> = new Set(['circuit_open', 'probe_in_flight', 'resting']);

/** Reasons that another request would not have: the caller can change something. */
const requestRow: Partial<Readonly<Record<ReasonCode, GatewayAnswer>>> = {
  ...rows({ code: 'context_length_exceeded', param: 'messages' }, ['context_window_too_small']),
  ...rows({ code: 'output_limit_exceeded', param: 'max_tokens' }, ['output_limit_too_small']),
  ...rows({ code: 'over_cost_cap', param: 'reg.maxCostUsd' }, ['over_cost_cap', 'unknown_price_under_cap']),
  ...rows({ code: 'no_free_model', param: 'reg.freeOnly' }, ['not_free']),
  ...rows({ code: 'no_capable_model' }, [
    'missing_vision',
    'missing_video',
    'missing_remote_media',
    'missing_tools',
    'missing_forced_tool_choice',
    'missing_json_object',
    'missing_json_schema',
    'missing_reasoning',
    'reasoning_cannot_be_disabled',
    'missing_continuation',
  ]),
};

const noCapableModel: GatewayAnswer = {
  status: 400,
  type: 'invalid_request_error',
  code: 'no_capable_model',
};
const wait: GatewayAnswer = { status: 503, type: 'api_error', code: 'no_eligible_model' };
const noUsableProvider: GatewayAnswer = { status: 503, type: 'api_error', code: 'no_usable_provider' };
const notAllowed: GatewayAnswer = {
  status: 403,
  type: 'permission_error',
  code: 'model_not_allowed',
  param: 'model',
};

/**
 * What a refusal of every candidate means to the caller: wait (503 with Retry-After), change the request (400),
 * or have the operator change the configuration (403 for a model asked for by name, else 503).
 */
export function rowForRejections(decision: Decision): GatewayAnswer {
  const asked = decision.rejected.filter((candidate) => !hasReason(candidate, ['not_requested', 'excluded']));
  if (asked.some((candidate) => candidate.reasons.every((reason) => temporary.has(reason.code)))) return wait;
  const curable = asked.filter((candidate) =>
    candidate.reasons.every((reason) => temporary.has(reason.code) || requestRow[reason.code] !== undefined),
  );
  if (curable.length > 0) return commonRow(curable);
  const forbidden = asked.some((candidate) => hasReason(candidate, ['model_not_allowed']));
  return forbidden && decision.requirement.explicitTargets !== undefined ? notAllowed : noUsableProvider;
}

/** Milliseconds until the first of the rejected candidates may be used again, when that is known. */
export function retryAfterMsFor(decision: Decision, snapshot: RegistrySnapshot): number | undefined {
  const rejected = new Set(decision.rejected.map((candidate) => candidate.target));
  let earliestMs: number | undefined;
  for (const { target, circuit } of snapshot.candidates) {
    if (!rejected.has(target) || circuit.eligibleAtMs === undefined) continue;
    if (earliestMs === undefined || circuit.eligibleAtMs < earliestMs) earliestMs = circuit.eligibleAtMs;
  }
  return earliestMs === undefined ? undefined : Math.max(0, earliestMs - decision.requirement.nowMs);
}

/** The row that fits every candidate, or the general one. */
function commonRow(candidates: readonly RejectedCandidate[]): GatewayAnswer {
  const codesOf = (candidate: RejectedCandidate) =>
    new Set(candidate.reasons.map((reason) => requestRow[reason.code]?.code));
  for (const row of new Set(Object.values(requestRow))) {
    if (candidates.every((candidate) => codesOf(candidate).has(row.code))) return row;
  }
  return noCapableModel;
}

function hasReason(candidate: RejectedCandidate, codes: readonly ReasonCode[]): boolean {
  return candidate.reasons.some((reason) => codes.includes(reason.code));
}

function rows(
  row: Pick<GatewayAnswer, 'code' | 'param'>,
  codes: readonly ReasonCode[],
): Partial<Record<ReasonCode, GatewayAnswer>> {
  const whole: GatewayAnswer = { status: 400, type: 'invalid_request_error', ...row };
  return Object.fromEntries(codes.map((code) => [code, whole]));
}
