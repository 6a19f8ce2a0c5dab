/*
 * Names of OpenTelemetry's GenAI conventions as instrumentations emit them in mid 2026 (semantic-conventions,
 * docs/gen-ai). They are still in development and have begun to change in their new repository,
 * semantic-conventions-genai: whatever is renamed is renamed here only.
 */

export const attributeNames = {
  operation: 'gen_ai.operation.name',
  provider: 'gen_ai.provider.name',
  requestModel: 'gen_ai.request.model',
  responseModel: 'gen_ai.response.model',
  inputTokens: 'gen_ai.usage.input_tokens',
  outputTokens: 'gen_ai.usage.output_tokens',
  cachedInputTokens: 'gen_ai.usage.cache_read.input_tokens',
  reasoningTokens: 'gen_ai.usage.reasoning.output_tokens',
  tokenType: 'gen_ai.token.type',
  errorType: 'error.type',
  httpStatus: 'http.response.status_code',
} as const;

/** What reg knows and the conventions have no name for. */
export const regAttributeNames = {
  decisionId: 'reg.decision.id',
  fallback: 'reg.fallback',
  attempts: 'reg.attempts',
  costUsd: 'reg.cost_usd',
  overheadMs: 'reg.overhead_ms',
  warnings: 'reg.warnings',
  provider: 'reg.provider',
  target: 'reg.target',
  attemptNumber: 'reg.attempt.number',
  credential: 'reg.credential.id',
  vendorCode: 'reg.vendor_code',
  outcome: 'reg.outcome',
  circuitScope: 'reg.circuit.scope',
  circuitState: 'reg.circuit.state',
} as const;

export const metricNames = {
  operationDuration: 'gen_ai.client.operation.duration',
  timeToFirstChunk: 'gen_ai.client.operation.time_to_first_chunk',
  tokenUsage: 'gen_ai.client.token.usage',
  attempts: 'reg.client.attempts',
  cost: 'reg.client.cost',
  circuitTransitions: 'reg.circuit.transitions',
} as const;

/** The value of `gen_ai.operation.name`. */
export const chatOperation = 'chat';

/** `moonshot_ai` is the conventions' own value; they have none for Zhipu, so the brand of its API stands in. */
const vendorNames: ReadonlyMap<string, string> = new Map([
  ['kimi', 'moonshot_ai'],
  ['glm', 'z_ai'],
]);

/** The value of `gen_ai.provider.name` for a type of provider; a type of one's own is its own name. */
export function vendorNameOf(providerType: string): string {
  return vendorNames.get(providerType) ?? providerType;
}

/** Seconds, doubling, as the conventions advise for durations. */
export const durationBoundaries: readonly number[] = Array.from(
  { length: 14 },
  (_, power) => 2 ** power / 100,
);

/** Tokens, in steps of four, as the conventions advise. */
export const tokenBoundaries: readonly number[] = Array.from({ length: 14 }, (_, power) => 4 ** power);
