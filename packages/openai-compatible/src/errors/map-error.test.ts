import type { FailureKind } from '@reg/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ErrorResponse } from '../chat-codec.js';
import { isInBandError } from './in-band-error.js';
import { mapError } from './map-error.js';

function response(status: number, body: unknown, headers: Record<string, string> = {}): ErrorResponse {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return {
    status,
    headers,
    text,
    json: typeof body === 'string' ? undefined : body,
    nowMs: 1_789_000_000_000,
  };
}

const error = (message: string, code: string | null = null, type = 'invalid_request_error') => ({
  error: { message, type, code },
});

const rows: readonly (readonly [status: number, body: unknown, kind: FailureKind])[] = [
  [400, error('Invalid value for messages'), 'invalid_request'],
  [400, error('too long', 'context_length_exceeded'), 'context_window_exceeded'],
  [400, error("This model's maximum context length is 8192 tokens."), 'context_window_exceeded'],
  [
    400,
    error('the request exceeds the available context size', null, 'exceed_context_size_error'),
    'context_window_exceeded',
  ],
  [
    400,
    { object: 'error', message: 'Please reduce the length of the messages.', code: 400 },
    'context_window_exceeded',
  ],
  [400, error('refused', 'content_filter'), 'content_filter'],
  [400, error('The model `nosuch` does not exist'), 'model_not_found'],
  [
    400,
    [
      {
        error: {
          code: 400,
          message: 'API key not valid. Please pass a valid API key.',
          status: 'INVALID_ARGUMENT',
        },
      },
    ],
    'authentication',
  ],
  [401, error('Incorrect API key provided', 'invalid_api_key'), 'authentication'],
  [401, '', 'authentication'],
  [402, error('Insufficient Balance', 'invalid_request_error', 'unknown_error'), 'quota_exhausted'],
  [
    403,
    error('You are not allowed to sample from this model', null, 'permission_error'),
    'permission_denied',
  ],
  [403, error('insufficient balance, please recharge'), 'quota_exhausted'],
  [404, '404 page not found', 'model_not_found'],
  [404, { error: 'model "nosuch" not found, try pulling it first' }, 'model_not_found'],
  [408, '', 'server_error'],
  [409, '', 'server_error'],
  [413, error('Request entity too large'), 'request_too_large'],
  [
    422,
    { detail: [{ loc: ['body', 'messages'], msg: 'Field required', type: 'missing' }] },
    'invalid_request',
  ],
  [422, { error: 'inputs must have too many tokens' }, 'context_window_exceeded'],
  [429, error('Rate limit reached for requests', 'rate_limit_exceeded', 'requests'), 'rate_limited'],
  [429, error('Upgrade in your billing details', 'rate_limit_exceeded', 'tokens'), 'rate_limited'],
  [
    429,
    error(
      'You exceeded your current quota, please check your plan and billing details.',
      'insufficient_quota',
    ),
    'quota_exhausted',
  ],
  [429, error('You exceeded your current quota'), 'quota_exhausted'],
  [429, error('The engine is currently overloaded'), 'overloaded'],
  [429, '', 'rate_limited'],
  [500, error('The server had an error', null, 'server_error'), 'server_error'],
  [503, error('Loading model', null, 'unavailable_error'), 'server_error'],
  [503, error('That model is currently overloaded with other requests.'), 'overloaded'],
  [504, '<html><head><title>504 Gateway Time-out</title></head></html>', 'gateway_timeout'],
  [524, '<!DOCTYPE html>', 'gateway_timeout'],
  [529, error('Overloaded', null, 'overloaded_error'), 'overloaded'],
  [301, '', 'malformed_response'],
  [418, '', 'invalid_request'],
];

it.each(rows)('takes HTTP %i with %j for %s', (status, body, kind) => {
  expect(mapError(response(status, body)).kind).toBe(kind);
});

describe('an error inside a 200', () => {
  it.each<readonly [body: unknown, kind: FailureKind]>([
    [error('wait a little', null, 'rate_limit_error'), 'rate_limited'],
    [{ error: { code: 503, message: 'Loading model' } }, 'server_error'],
    [{ error: { code: '402', message: 'no' } }, 'quota_exhausted'],
    [{ code: 401, msg: 'token expired or incorrect', success: false }, 'authentication'],
    [error('The engine is currently overloaded, please try again later'), 'overloaded'],
    [{ object: 'error', message: 'input is too long' }, 'context_window_exceeded'],
    [{ error: 'something broke' }, 'server_error'],
  ])('is recognised and told: %j', (body, kind) => {
    expect(isInBandError(body)).toBe(true);
    expect(mapError(response(200, body)).kind).toBe(kind);
  });

  it.each([
    { error: null, choices: [] },
    { choices: [{ message: { content: 'error' } }] },
    { code: 0, data: { available_balance: 1 }, scode: '0x0', status: true },
    { code: 0, msg: 'success', data: {} },
    { code: 200, msg: 'ok', success: true },
    { object: 'list', data: [] },
    [],
    'error',
    null,
  ])('is not seen in %j', (body) => {
    expect(isInBandError(body)).toBe(false);
  });
});

describe('what is told', () => {
  it('has the code, the request id and the wait', () => {
    const headers = { 'x-request-id': 'req-7', 'retry-after': '3' };
    expect(mapError(response(429, error('slow down', 'rate_limit_exceeded'), headers))).toEqual({
      kind: 'rate_limited',
      message: 'slow down',
      vendorCode: 'rate_limit_exceeded',
      vendorRequestId: 'req-7',
      retryAfterMs: 3_000,
    });
  });

  it('is the title of a web page, not the page', () => {
    const page = '<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>';
    expect(mapError(response(502, page)).message).toBe(
      'answered with a web page ("502 Bad Gateway") instead of an error of its API',
    );
  });

  it('says where a redirect leads', () => {
    expect(mapError(response(308, '', { location: 'https://host/v1' })).message).toContain('https://host/v1');
  });

  it('is short and without keys', () => {
    const facts = mapError(response(400, error(`bad key sk-abcdefgh1234 ${'x '.repeat(50_000)}`)));
    expect(facts.message.length).toBeLessThanOrEqual(600);
    expect(facts.message).not.toContain('abcdefgh1234');
  });

  it('is something for any body and any status', () => {
    fc.assert(
      fc.property(fc.integer({ min: 200, max: 599 }), fc.jsonValue(), (status, json) => {
        const facts = mapError({ status, headers: {}, json, text: JSON.stringify(json), nowMs: 0 });
        expect(facts.message).not.toBe('');
      }),
    );
  });
});
