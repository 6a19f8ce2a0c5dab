import type { FailureKind } from '@reg/core';

/** What one of GLM's codes means. */
export interface GlmErrorRow {
  /** Short form of the vendor's text, for the tables in docs/. */
  readonly meaning: string;
  /** The HTTP status that goes with it. */
  readonly status: number;
  readonly kind: FailureKind;
  /** Wait at least this long: sooner was seen to fail again. */
  readonly minWaitMs?: number;
  /** What the reader can do, where the vendor's own words do not say. */
  readonly advice?: string;
  readonly source: string;
}

const newest = 'docs.z.ai error codes, 2026';
// Dropped from the newest page; the status is inferred from the vendor's general table.
const older = 'docs.bigmodel.cn error codes, 2025-12';

const newKey = 'Check the key, and that it belongs to this platform (z.ai or bigmodel.cn).';
const pay = 'Waiting does not help: recharge the account or renew the plan.';
const ownEndpoint = 'The key of a coding plan works on the coding endpoint only.';
const check = 'See docs/providers/glm.md for what reg sends.';

const rows: Readonly<Record<number, GlmErrorRow>> = {
  434: row(434, 'permission_denied', 'no permission for this API (beta)', { source: older }),
  435: row(435, 'request_too_large', 'file larger than 100 MB', { source: older }),
  500: row(500, 'server_error', 'internal error'),
  1000: row(401, 'authentication', 'authentication failed', { advice: newKey }),
  1001: row(401, 'authentication', 'no authentication header'),
  1002: row(401, 'authentication', 'invalid token', { advice: newKey, source: older }),
  1003: row(401, 'authentication', 'token expired', { advice: 'With JWT, check the clock of this machine.' }),
  1004: row(401, 'authentication', 'authentication with this token failed', {
    advice: newKey,
    source: older,
  }),
  1005: row(401, 'authentication', 'second factor needed'),
  1100: row(401, 'permission_denied', 'account cannot be read or written', { source: older }),
  1110: row(401, 'permission_denied', 'account inactive', { source: older }),
  1111: row(401, 'permission_denied', 'account does not exist', { source: older }),
  1112: row(401, 'permission_denied', 'account locked', { source: older }),
  1113: row(429, 'quota_exhausted', 'insufficient balance or no package', {
    advice: `${pay} ${ownEndpoint}`,
  }),
  1120: row(500, 'server_error', 'account not reachable now', { source: older }),
  1121: row(401, 'permission_denied', 'account locked for irregular activity', { source: older }),
  1200: row(500, 'server_error', 'API call error'),
  1210: row(400, 'invalid_request', 'invalid parameter', { advice: check }),
  1211: row(400, 'model_not_found', 'unknown model'),
  1212: row(400, 'model_not_found', 'model does not support this method'),
  1213: row(400, 'invalid_request', 'parameter missing', { advice: check }),
  1214: row(400, 'invalid_request', 'parameter invalid', { advice: check }),
  1215: row(400, 'invalid_request', 'parameters exclude each other', { advice: check }),
  1220: row(403, 'permission_denied', 'no permission for this API'),
  1221: row(400, 'model_not_found', 'API taken offline'),
  1222: row(400, 'model_not_found', 'API does not exist'),
  1230: row(500, 'server_error', 'API call process error'),
  1231: row(400, 'invalid_request', 'a request with this id is in flight', {
    advice: 'Use a new request_id for every request, or leave it to reg.',
    source: older,
  }),
  1232: row(400, 'invalid_request', 'result to be fetched elsewhere', { source: older }),
  1233: row(400, 'invalid_request', 'task does not exist', { source: older }),
  1234: row(500, 'server_error', 'network error at the vendor'),
  1261: row(400, 'context_window_exceeded', 'prompt too long'),
  1300: row(400, 'content_filter', 'blocked by policy', { source: older }),
  1301: row(400, 'content_filter', 'unsafe or sensitive content'),
  1302: row(429, 'rate_limited', 'too many requests at a time'),
  1303: row(429, 'rate_limited', 'requests too frequent', { source: older }),
  1304: row(429, 'quota_exhausted', 'daily call limit reached', { source: older }),
  1305: row(429, 'overloaded', 'temporarily overloaded', { minWaitMs: 30_000 }),
  1308: row(429, 'quota_exhausted', 'usage limit, resets at the named time'),
  1309: row(429, 'quota_exhausted', 'coding plan expired', { advice: pay }),
  1310: row(429, 'quota_exhausted', 'weekly or monthly limit, resets at the named time'),
  1311: row(429, 'model_not_found', 'the plan does not include this model'),
  1312: row(429, 'overloaded', 'too much traffic on this model', { source: older }),
  1313: row(429, 'quota_exhausted', 'limited for fair use', {
    advice: 'See the notice in the vendor console.',
  }),
  1314: row(429, 'quota_exhausted', 'enterprise package expired', { advice: pay }),
  1315: row(429, 'permission_denied', 'key is for the enterprise coding package', { advice: ownEndpoint }),
  1316: row(429, 'quota_exhausted', 'limit of 5 hours, resets at the named time'),
  1317: row(429, 'quota_exhausted', 'limit of 7 days, resets at the named time'),
  1318: row(429, 'quota_exhausted', 'limit of 5 hours, resets at the named time'),
  1319: row(429, 'quota_exhausted', 'limit of 7 days, resets at the named time'),
  1320: row(429, 'quota_exhausted', 'limit of 5 hours, resets at the named time'),
  1321: row(429, 'quota_exhausted', 'limit of 7 days, resets at the named time'),
};

/**
 * By `error.code` as a text, or by the HTTP status where a response has no code. The status alone never says
 * whether to try again: 429 is also an empty account.
 */
export const glmErrorTable: ReadonlyMap<string, GlmErrorRow> = new Map(Object.entries(rows));

function row(
  status: number,
  kind: FailureKind,
  ...[meaning, rest]: [meaning: string, rest?: Partial<Pick<GlmErrorRow, 'minWaitMs' | 'advice' | 'source'>>]
): GlmErrorRow {
  return { meaning, status, kind, source: newest, ...rest };
}
