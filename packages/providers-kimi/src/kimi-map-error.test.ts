import type { FailureKind } from '@reg/core';
import type { ErrorResponse } from '@reg/openai-compatible';
import { kimiErrors } from '@reg/testkit';
import { describe, expect, it } from 'vitest';
import { kimiErrorTable } from './kimi-error-table.js';
import { kimiErrorRowFor, mapKimiError } from './kimi-map-error.js';

const account = 'org-5b0f9e8d<ak-f3k9qz>';
const nowMs = Date.parse('2026-09-16T06:28:10+08:00');

function response(
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): ErrorResponse {
  const isText = typeof body === 'string';
  return {
    status,
    headers,
    json: isText ? undefined : body,
    text: isText ? body : JSON.stringify(body),
    nowMs,
  };
}

const failed = (status: number, type: string | undefined, message: string) =>
  response(status, { error: { message, ...(type === undefined ? {} : { type }) } });

const rate = 'rate_limit_reached_error';
const quota = 'exceeded_current_quota_error';
const invalid = 'invalid_request_error';
const notFound = 'resource_not_found_error';

const samples: readonly (readonly [ErrorResponse, FailureKind])[] = [
  [failed(429, rate, "You've reached your usage limit for this period"), 'quota_exhausted'],
  [failed(403, undefined, "You've reached your usage limit for this billing cycle"), 'quota_exhausted'],
  [failed(402, undefined, "We're unable to verify your membership benefits"), 'quota_exhausted'],
  [
    failed(403, undefined, 'Kimi For Coding is currently only available for Coding Agents'),
    'permission_denied',
  ],
  [failed(403, undefined, 'Access terminated'), 'permission_denied'],
  [
    failed(429, 'engine_overloaded_error', 'The engine is currently overloaded, please try again later'),
    'overloaded',
  ],
  [failed(429, undefined, 'The engine is currently overloaded'), 'overloaded'],
  [failed(429, rate, "We're receiving too many requests at the moment"), 'rate_limited'],
  [
    failed(
      429,
      rate,
      `Your account ${account} request reached organization TPD rate limit, current:9, limit:8`,
    ),
    'quota_exhausted',
  ],
  [
    failed(
      429,
      rate,
      `Your account ${account} request reached organization max RPM: 3, please try again after 1 seconds`,
    ),
    'rate_limited',
  ],
  [
    failed(429, rate, `Your account ${account} request reached project TPM rate limit, current:9, limit:8`),
    'rate_limited',
  ],
  [
    failed(429, rate, `Your account ${account} request reached organization max concurrency: 3`),
    'rate_limited',
  ],
  [
    failed(
      429,
      rate,
      `Your account ${account} request reached max organization concurrency: 3, please try again after 2 seconds`,
    ),
    'rate_limited',
  ],
  [failed(429, rate, 'some other limit; recharge to raise it'), 'rate_limited'],
  [
    failed(429, quota, `Your account ${account} is suspended, please check your plan and billing details`),
    'quota_exhausted',
  ],
  [failed(429, quota, `Your account ${account} is not active`), 'quota_exhausted'],
  [failed(403, undefined, 'Your account is in arrears'), 'quota_exhausted'],
  [failed(403, 'permission_denied_error', 'insufficient balance'), 'quota_exhausted'],
  [
    failed(429, undefined, 'You exceeded your current token quota: please check your account balance'),
    'quota_exhausted',
  ],
  [failed(529, undefined, 'Overloaded'), 'overloaded'],
  [
    failed(400, 'content_filter', 'The request was rejected because it was considered high risk'),
    'content_filter',
  ],
  [failed(400, invalid, 'Input token length too long'), 'context_window_exceeded'],
  [failed(400, invalid, 'Your request exceeded model token limit : 262144'), 'context_window_exceeded'],
  [
    failed(400, invalid, 'Invalid request: Your request exceeded model token limit: 262144'),
    'context_window_exceeded',
  ],
  [failed(400, undefined, 'File size is zero, please confirm and re-upload the file'), 'invalid_request'],
  [failed(400, invalid, 'Invalid purpose: only file-extract accepted'), 'invalid_request'],
  [
    failed(400, invalid, 'The number of files you have uploaded exceeded the max file count 1000'),
    'invalid_request',
  ],
  [failed(400, invalid, 'invalid temperature: only 1 is allowed for this model'), 'invalid_request'],
  [failed(400, invalid, 'tool_call_id  is not found'), 'invalid_request'],
  [failed(400, invalid, 'tokenization failed'), 'invalid_request'],
  [failed(401, 'invalid_authentication_error', 'Invalid Authentication'), 'authentication'],
  [failed(401, 'incorrect_api_key_error', 'Incorrect API key provided'), 'authentication'],
  [failed(401, undefined, 'The API Key appears to be invalid or may have expired'), 'authentication'],
  [failed(403, 'permission_denied_error', 'The API you are accessing is not open'), 'permission_denied'],
  [failed(403, 'permission_denied_error', 'You are not allowed to get other user info'), 'permission_denied'],
  [failed(403, 'permission_denied_error', 'Your IP is not in the allowlist'), 'permission_denied'],
  [failed(404, notFound, 'Not found the model kimi-k2.5 or Permission denied'), 'model_not_found'],
  [failed(404, notFound, 'file not found'), 'invalid_request'],
  [response(413, '<html>Request exceeds the maximum size</html>'), 'request_too_large'],
  [response(499, ''), 'aborted'],
  [failed(500, 'client_closed_request', 'client went away'), 'aborted'],
  [failed(500, 'server_error', 'Failed to extract file'), 'server_error'],
  [failed(500, 'unexpected_output', 'invalid state transition'), 'server_error'],
  [failed(503, 'server_unavailable', 'maintenance'), 'server_error'],
  [response(500, 'oops'), 'server_error'],
  [response(503, '<html>down</html>'), 'server_error'],
  [response(504, '<html><head><title>504 Gateway Time-out</title></head></html>'), 'gateway_timeout'],
];

describe('the error table', () => {
  it.each(samples.map(([sample, kind]) => [sample.status, sample.text, kind, sample] as const))(
    'HTTP %i %s is %s',
    (_status, _text, kind, sample) => {
      expect(mapKimiError(sample).kind).toBe(kind);
    },
  );

  it('is covered by these samples row by row', () => {
    const covered = new Set(samples.map(([sample]) => kimiErrorRowFor(sample)));
    expect(kimiErrorTable.filter((row) => !covered.has(row))).toEqual([]);
  });

  it.each(Object.entries(kimiErrors))('agrees with the simulator about %s', (_name, error) => {
    expect(mapKimiError(response(error.status, error.body)).kind).toBe(error.expectedKind);
  });

  it('leaves a response that no row fits to its status', () => {
    expect(mapKimiError(failed(429, undefined, 'slow down')).kind).toBe('rate_limited');
  });
});

describe('an error inside a stream', () => {
  it('is recognised without its status', () => {
    const error = { message: 'The engine is currently overloaded', type: 'engine_overloaded_error' };
    expect(mapKimiError(response(200, { error }))).toMatchObject({
      kind: 'overloaded',
      vendorCode: 'engine_overloaded_error',
    });
    expect(mapKimiError(failed(200, undefined, 'Access terminated')).kind).toBe('permission_denied');
  });
});

describe('the wait', () => {
  const waitOf = (message: string, headers: Readonly<Record<string, string>> = {}) =>
    mapKimiError(response(429, { error: { type: rate, message } }, headers)).retryAfterMs;

  it.each([
    ['max organization concurrency: 3, please try again after 7 seconds', 7000],
    ['max RPM: 3, please try again after 1 seconds', 20_000],
    ['max RPM: 200, please try again after 1 seconds', 1000],
    ['max RPM: 7', 8572],
    ['TPM rate limit, current:9, limit:8', undefined],
    ['max RPM: 0', undefined],
  ])('of "%s" is %s ms', (message, waitMs) => {
    expect(waitOf(message)).toBe(waitMs);
  });

  it('is the longest of what the vendor says anywhere', () => {
    const message = 'max organization concurrency: 3, please try again after 7 seconds';
    expect(waitOf(message, { 'retry-after': '30' })).toBe(30_000);
    expect(waitOf(message, { 'retry-after': '1' })).toBe(7000);
  });

  it('for a day of spent tokens lasts until midnight in Beijing', () => {
    const hours = 60 * 60_000;
    expect(waitOf('TPD rate limit, current:9, limit:8')).toBe(
      24 * hours - (6 * hours + 28 * 60_000 + 10_000),
    );
  });
});

describe('what people read', () => {
  it('shows neither account nor key fragments', () => {
    for (const [sample] of samples) expect(mapKimiError(sample).message).not.toMatch(/5b0f9e8d|f3k9qz/);
  });

  it('says what to do where the vendor does not', () => {
    expect(mapKimiError(failed(401, 'incorrect_api_key_error', 'Incorrect API key provided')).message).toBe(
      'Incorrect API key provided. A key works on one platform only: international, China and the coding plan each have their own.',
    );
  });

  it('names the request by the id of the vendor', () => {
    const headers = { 'msh-request-id': 'm-1', 'x-trace-id': 't-1' };
    expect(mapKimiError(response(500, 'oops', headers)).vendorRequestId).toBe('m-1');
    expect(mapKimiError(response(500, 'oops', { 'x-trace-id': 't-1' })).vendorRequestId).toBe('t-1');
  });
});
