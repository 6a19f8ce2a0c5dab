import { isJsonObject, openAiCodec } from '@reg/openai-compatible';
import type { ErrorFacts, ErrorResponse } from '@reg/openai-compatible';
import { kimiErrorTable } from './kimi-error-table.js';
import type { KimiErrorRow } from './kimi-error-table.js';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
// The vendor does not say whose midnight; its accounts, prices and support live in Beijing time.
const beijingMs = 8 * 60 * minuteMs;

/** What an error of Kimi means: the table decides, the status alone where no row fits. */
export function mapKimiError(response: ErrorResponse): ErrorFacts {
  const facts = openAiCodec.mapError(response);
  const { type, message } = errorOf(response.json);
  const row = kimiErrorRowFor(response);
  const vendorCode = type ?? facts.vendorCode;
  const vendorRequestId = response.headers['msh-request-id'] ?? facts.vendorRequestId;
  const retryAfterMs = longest(
    facts.retryAfterMs,
    timePerRequestMs(message),
    row?.until === 'midnight' ? untilMidnightMs(response.nowMs) : undefined,
  );
  return {
    kind: row?.kind ?? facts.kind,
    message:
      row?.advice === undefined ? facts.message : `${facts.message.replace(/\.?$/, '.')} ${row.advice}`,
    ...(vendorCode === undefined ? {} : { vendorCode }),
    ...(vendorRequestId === undefined ? {} : { vendorRequestId }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  };
}

/** The row that decides about a response; absent when only its status tells. */
export function kimiErrorRowFor({ status, json }: ErrorResponse): KimiErrorRow | undefined {
  const error = errorOf(json);
  return kimiErrorTable.find((row) => fits(row, status, error));
}

interface KimiError {
  readonly type?: string;
  readonly message: string;
}

function fits(row: KimiErrorRow, status: number, error: KimiError): boolean {
  const inBand = status === 200 && (row.type !== undefined || row.message !== undefined);
  if (row.status !== undefined && row.status !== status && !inBand) return false;
  if (row.type !== undefined && row.type !== error.type) return false;
  return row.message === undefined || row.message.test(error.message);
}

function errorOf(json: unknown): KimiError {
  const error = isJsonObject(json) ? json['error'] : undefined;
  if (typeof error === 'string') return { message: error };
  const { type, message } = isJsonObject(error) ? error : {};
  return {
    ...(typeof type === 'string' ? { type } : {}),
    message: typeof message === 'string' ? message : '',
  };
}

/**
 * Under `max RPM: N` the vendor often says "try again after 1 seconds" whatever N is, so the wait is at least the
 * time that one request takes at that rate.
 */
function timePerRequestMs(message: string): number | undefined {
  const requestsPerMinute = Number(/max RPM: ?(\d+)/i.exec(message)?.[1] ?? 0);
  return requestsPerMinute === 0 ? undefined : Math.ceil(minuteMs / requestsPerMinute);
}

function untilMidnightMs(nowMs: number): number {
  return dayMs - ((nowMs + beijingMs) % dayMs);
}

function longest(...waits: readonly (number | undefined)[]): number | undefined {
  const known = waits.filter((wait) => wait !== undefined);
  return known.length === 0 ? undefined : Math.max(...known);
}
