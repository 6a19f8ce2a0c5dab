import type { FailureKind } from '@reg/core';

/**
 * Codes and types that mean the same at every vendor that uses them, in lower case: OpenAI's (platform.openai.com,
 * 2026), and those of compatible servers that took others' (DeepSeek, vLLM, llama.cpp, Groq, OpenRouter; 2026).
 */
export const kindsOfCodes: ReadonlyMap<string, FailureKind> = new Map<string, FailureKind>([
  ['context_length_exceeded', 'context_window_exceeded'],
  ['exceed_context_size_error', 'context_window_exceeded'],
  ['string_above_max_length', 'context_window_exceeded'],
  ['insufficient_quota', 'quota_exhausted'],
  ['insufficient_balance', 'quota_exhausted'],
  ['billing_hard_limit_reached', 'quota_exhausted'],
  ['billing_not_active', 'quota_exhausted'],
  ['exceeded_current_quota_error', 'quota_exhausted'],
  ['content_filter', 'content_filter'],
  ['content_policy_violation', 'content_filter'],
  ['invalid_api_key', 'authentication'],
  ['incorrect_api_key_error', 'authentication'],
  ['invalid_authentication_error', 'authentication'],
  ['authentication_error', 'authentication'],
  ['permission_error', 'permission_denied'],
  ['permission_denied_error', 'permission_denied'],
  ['model_not_found', 'model_not_found'],
  ['not_found_error', 'model_not_found'],
  ['resource_not_found_error', 'model_not_found'],
  ['rate_limit_exceeded', 'rate_limited'],
  ['rate_limit_error', 'rate_limited'],
  ['rate_limit_reached_error', 'rate_limited'],
  ['requests', 'rate_limited'],
  ['tokens', 'rate_limited'],
  ['engine_overloaded_error', 'overloaded'],
  ['overloaded_error', 'overloaded'],
  ['server_overloaded', 'overloaded'],
  ['server_error', 'server_error'],
  ['internal_server_error', 'server_error'],
  ['internal_error', 'server_error'],
  ['api_error', 'server_error'],
  ['server_unavailable', 'server_error'],
  ['unavailable_error', 'server_error'],
]);

/** Codes that decide under any error status; the others only where the status says nothing (inside a 200). */
export const strongKinds: readonly FailureKind[] = [
  'context_window_exceeded',
  'quota_exhausted',
  'content_filter',
];

/** What messages say when codes do not. */
export const wording = {
  contextWindow:
    /context[ _-]?(?:length|window|size)|maximum context|(?:prompt|input)[^.]{0,40} (?:is )?too long|too many (?:input )?tokens|exceed[^.]{0,40}\btoken limit|exceeds max length|reduce the length/i,
  quota:
    /insufficient[ _](?:balance|quota|credit|fund)|exceeded your (?:current |monthly )?(?:\w+ )?quota|billing details|billing hard limit|recharge|payment required|out of credits|arrears|suspended/i,
  contentFilter: /content (?:filter|policy|management policy)|considered high risk|flagged by|moderation/i,
  authentication:
    /api key (?:is )?(?:not valid|invalid|expired)|invalid (?:api )?(?:key|token|authentication)/i,
  overloaded: /overload|at capacity|too busy|capacity exceeded/i,
  rateLimit: /rate limit|too many requests/i,
  noModel:
    /model\b[^.]{0,120}\b(?:not found|not exist|does not exist|unknown|not supported)|(?:unknown|no such|not found the|invalid) model/i,
} as const;
