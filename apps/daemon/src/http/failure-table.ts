import { failureErrors, type FailureKind, type GatewayAnswer } from '@reg/core';

/** From what went wrong upstream to what the client is told: core's table, as the daemon reads it. */
export const failureTable = Object.fromEntries(
  Object.entries(failureErrors).map(([kind, { gateway }]) => [kind, gateway]),
) as Readonly<Record<FailureKind, GatewayAnswer>>;

/** One row for a call in which several attempts failed: their common answer, or 502 when they differ. */
export function rowForKinds(kinds: readonly FailureKind[]): GatewayAnswer {
  const rows = kinds.map((kind) => failureTable[kind]);
  const [first] = rows;
  if (first !== undefined && rows.every((row) => row.code === first.code)) return first;
  const waitable = rows.every((row) => row.status === 429 || row.status === 503);
  if (first !== undefined && waitable) return failureTable.rate_limited;
  return { status: 502, type: 'api_error', code: 'all_candidates_failed' };
}
