import { openAiCodec } from '@reg/openai-compatible';
import type { ErrorFacts, ErrorResponse } from '@reg/openai-compatible';
import { glmErrorTable } from './glm-error-table.js';

/** No limit of GLM lasts longer than a month; a reset time beyond it is not believed. */
const longestResetMs = 31 * 24 * 60 * 60_000;

/**
 * What an error of GLM means: its code decides, the status only where there is no known code. The body is
 * `{error: {code, message}}`, with HTTP 200 also `{success: false, code, msg}`.
 */
export function mapGlmError(response: ErrorResponse): ErrorFacts {
  const facts = openAiCodec.mapError(response);
  const row = glmErrorTable.get(facts.vendorCode ?? String(response.status));
  if (row === undefined) return facts;
  const waits = [facts.retryAfterMs, row.minWaitMs, untilResetMs(facts.message, response.nowMs)];
  const known = waits.filter((wait) => wait !== undefined);
  return {
    ...facts,
    kind: row.kind,
    message: row.advice === undefined ? facts.message : `${facts.message.replace(/\.?$/, '.')} ${row.advice}`,
    ...(known.length === 0 ? {} : { retryAfterMs: Math.max(...known) }),
  };
}

/** `… will reset at 2026-09-16 06:28:10` is Beijing time, with no offset written (seen 2026-09). */
function untilResetMs(message: string, nowMs: number): number | undefined {
  const found = /(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}:\d{2})/.exec(message);
  if (found === null) return undefined;
  const waitMs = Date.parse(`${found[1]}T${found[2]}+08:00`) - nowMs;
  return waitMs > 0 ? Math.min(waitMs, longestResetMs) : undefined;
}
