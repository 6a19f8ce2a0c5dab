import type { ErrorResponse } from '@reg/openai-compatible';
import { glmErrors } from '@reg/testkit';
import { describe, expect, it } from 'vitest';
import { glmErrorTable } from './glm-error-table.js';
import { mapGlmError } from './glm-map-error.js';

const nowMs = Date.parse('2026-09-16T06:00:00+08:00');

function answered(
  status: number,
  json: unknown,
  headers: Readonly<Record<string, string>> = {},
): ErrorResponse {
  return { status, headers, json, text: JSON.stringify(json), nowMs };
}

const coded = (status: number, code: string | number, message = 'text') =>
  answered(status, { error: { code, message } });

describe('the error table', () => {
  it.each([...glmErrorTable].map(([code, row]) => [code, row.meaning, row.kind, row] as const))(
    '%s (%s) is %s, whether the code is a text or a number and whatever the status',
    (code, _meaning, kind, row) => {
      expect(mapGlmError(coded(row.status, code))).toMatchObject({ kind, vendorCode: code });
      expect(mapGlmError(coded(row.status, Number(code)))).toMatchObject({ kind, vendorCode: code });
      expect(mapGlmError(coded(200, code)).kind).toBe(kind);
    },
  );

  // Written out a second time on purpose: what each failure leads to is the contract with the attempt loop.
  it.each([
    ['authentication', '1000 1001 1002 1003 1004 1005'],
    ['quota_exhausted', '1113 1304 1308 1309 1310 1313 1314 1316 1317 1318 1319 1320 1321'],
    ['server_error', '500 1120 1200 1230 1234'],
    ['invalid_request', '1210 1213 1214 1215 1231 1232 1233'],
    ['model_not_found', '1211 1212 1221 1222 1311'],
    ['permission_denied', '434 1100 1110 1111 1112 1121 1220 1315'],
    ['context_window_exceeded', '1261'],
    ['content_filter', '1300 1301'],
    ['rate_limited', '1302 1303'],
    ['overloaded', '1305 1312'],
    ['request_too_large', '435'],
  ])('has %s for %s', (kind, codes) => {
    const listed = [...glmErrorTable].filter(([, row]) => row.kind === kind).map(([code]) => code);
    expect(listed).toEqual(codes.split(' '));
  });

  it.each(Object.entries(glmErrors))('agrees with the simulator about %s', (_name, error) => {
    expect(mapGlmError(answered(error.status, error.body)).kind).toBe(error.expectedKind);
  });

  it('leaves what it does not know to the status', () => {
    expect(mapGlmError(coded(400, '1999')).kind).toBe('invalid_request');
    expect(mapGlmError(coded(503, 'constructor')).kind).toBe('server_error');
    expect(mapGlmError({ ...answered(504, undefined), text: '<html>' }).kind).toBe('gateway_timeout');
    expect(mapGlmError({ ...answered(434, undefined), text: '' }).kind).toBe('permission_denied');
  });
});

describe('an error under HTTP 200', () => {
  it.each([
    [{ code: 401, msg: 'token expired or incorrect', success: false }, 'authentication', '401'],
    [{ code: '1302', msg: 'Rate limit reached', success: false }, 'rate_limited', '1302'],
    [{ error: { code: '1234', message: 'Network error' } }, 'server_error', '1234'],
    [{ code: 500, msg: '404 NOT_FOUND' }, 'server_error', '500'],
  ])('%j is %s', (body, kind, vendorCode) => {
    expect(mapGlmError(answered(200, body))).toMatchObject({ kind, vendorCode });
  });
});

describe('the wait', () => {
  const waitOf = (code: string, message: string, headers = {}) =>
    mapGlmError(answered(429, { error: { code, message } }, headers)).retryAfterMs;

  it('until a reset is counted in Beijing time', () => {
    const message = 'Usage limit reached for 5 hour. Your limit will reset at 2026-09-16 06:28:10';
    expect(waitOf('1308', message)).toBe(28 * 60_000 + 10_000);
  });

  it.each([
    ['in the past', 'reset at 2026-09-15 06:28:10', undefined],
    ['that is no time', 'reset at 2026-99-99 99:99:99', undefined],
    ['beyond any limit of the vendor', 'reset at 9999-01-01 00:00:00', 31 * 24 * 60 * 60_000],
  ])('does not believe a reset %s', (_case, message, waitMs) => {
    expect(waitOf('1310', message)).toBe(waitMs);
  });

  it('is at least half a minute for an overloaded service, and longer when a header says so', () => {
    expect(waitOf('1305', 'overloaded')).toBe(30_000);
    expect(waitOf('1305', 'overloaded', { 'retry-after': '120' })).toBe(120_000);
    expect(waitOf('1302', 'too many')).toBeUndefined();
  });
});

describe('what people read', () => {
  it('has neither keys nor tokens in it', () => {
    const key = `${'0a1b2c3d'.repeat(4)}.AbCdEfGhIjKlMnOp`;
    const message = `key ${key} or token eyJhbGciOi.eyJhcGlfa2V5.c2lnbmF0dXJl is wrong`;
    const shown = mapGlmError(coded(401, '1000', message)).message;
    expect(shown).toMatch(/^key .+ or token .+ is wrong\./);
    expect(shown).not.toMatch(/0a1b2c3d|AbCdEfGh|eyJ|c2lnbm/);
  });

  it('says what to do where the vendor does not', () => {
    const { message } = mapGlmError(coded(429, '1113', 'Insufficient balance or no resource package.'));
    expect(message).toBe(
      'Insufficient balance or no resource package. Waiting does not help: recharge the account or renew the plan. ' +
        'The key of a coding plan works on the coding endpoint only.',
    );
  });

  it('names the request by the id of the vendor', () => {
    const body = { error: { code: '1302', message: 'x' }, request_id: '2026012315301053' };
    expect(mapGlmError(answered(429, body)).vendorRequestId).toBe('2026012315301053');
  });
});
