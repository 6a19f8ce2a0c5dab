/**
 * Every metric that the daemon offers. The `gen_ai_*` names are OpenTelemetry's GenAI client metrics as
 * Prometheus spells them (semantic-conventions, mid 2026: still in development, so they have this one home).
 */
export const metricNames = {
  requests: 'reg_requests_total',
  attempts: 'reg_attempts_total',
  fallbacks: 'reg_fallback_total',
  tokens: 'reg_tokens_total',
  cost: 'reg_cost_usd_total',
  circuitState: 'reg_circuit_state',
  circuitChanges: 'reg_circuit_changes_total',
  hedged: 'reg_hedged_total',
  continuations: 'reg_continuations_total',
  keyRequests: 'reg_key_requests_total',
  keyCost: 'reg_key_cost_usd_total',
  inFlight: 'reg_in_flight',
  overloadRefused: 'reg_overload_refused_total',
  overhead: 'reg_overhead_seconds',
  operationDuration: 'gen_ai_client_operation_duration_seconds',
  timeToFirstChunk: 'gen_ai_client_operation_time_to_first_chunk_seconds',
} as const;

/** OpenTelemetry's well-known word for a vendor; it has none for Zhipu, so the brand of its API stands in. */
const vendorNames: Readonly<Record<string, string>> = { kimi: 'moonshot_ai', glm: 'z_ai' };

export function vendorName(provider: string): string {
  return vendorNames[provider] ?? provider;
}

/** Seconds, doubling, as the conventions advise for durations. */
export const durationBucketsSeconds: readonly number[] = Array.from({ length: 14 }, (_, power) =>
  Number((0.01 * 2 ** power).toFixed(2)),
);
