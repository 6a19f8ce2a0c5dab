import { APICallError, UnsupportedFunctionalityError } from '@ai-sdk/provider';
import {
  AllCandidatesFailedError,
  createApiError,
  errorCatalogue,
  failureErrors,
  type AttemptRecord,
  type FailureKind,
} from '@reg/core';
import { RegError } from '@reg/registry';
import { describe, expect, it } from 'vitest';
import { callErrorFrom } from './call-error-from.js';

const call = { modelId: 'auto', signal: undefined };
const attempt = (outcome: FailureKind, status?: number): AttemptRecord => ({
  ...{ number: 1, provider: 'kimi', model: 'm', target: 'kimi/m', startedAtMs: 0, latencyMs: 1, outcome },
  ...(status === undefined ? {} : { status }),
});
const allFailed = (attempts: readonly AttemptRecord[], cause?: unknown) =>
  new AllCandidatesFailedError({ attempts, credentialsExhausted: false, cause });
const limited = createApiError({ kind: 'concurrency_limited', provider: 'kimi', message: 'full' });

describe('callErrorFrom', () => {
  it.each(Object.keys(failureErrors) as FailureKind[])('has a status for a failure of kind %s', (kind) => {
    const error = createApiError({ kind, provider: 'kimi', message: 'it failed' });
    expect(callErrorFrom(error, call)).toMatchObject({
      name: 'AI_APICallError',
      statusCode: failureErrors[kind].gateway.status,
      isRetryable: false,
      cause: error,
      data: { code: kind, kind },
    });
  });

  it.each(errorCatalogue.filter(({ ofAttempt, gateway }) => !ofAttempt && gateway !== undefined))(
    'has the status of the daemon for $code',
    ({ code, gateway }) => {
      expect(callErrorFrom(new RegError(code, 'it failed'), call)).toMatchObject({
        statusCode: gateway?.status,
      });
    },
  );

  it.each([
    [
      'the vendor’s where all attempts ended alike',
      allFailed([attempt('server_error', 503), attempt('server_error', 503)]),
      503,
    ],
    ['502 where they differ', allFailed([attempt('server_error', 503), attempt('rate_limited', 429)]), 502],
    ['that of the failure where the vendor sent none', allFailed([attempt('connect_timeout')]), 504],
    ['that of the failure for an error inside a 200', allFailed([attempt('overloaded', 200)]), 429],
    ['that of the cause where nothing was sent', allFailed([], limited), 429],
    ['502 where nothing was sent and nobody says why', allFailed([]), 502],
    ['500 for a code that nobody knows', new RegError('odd', 'it failed'), 500],
  ])('tells the status: %s', (_which, error, statusCode) => {
    expect(callErrorFrom(error, call)).toMatchObject({ statusCode });
  });

  it('hands on what is not reg’s', () => {
    for (const error of [
      new UnsupportedFunctionalityError({ functionality: 'x' }),
      new TypeError('bug'),
      'text',
    ]) {
      expect(callErrorFrom(error, call)).toBe(error);
    }
  });

  it('tells an abort that was not the caller’s as an error', () => {
    const error = createApiError({ kind: 'aborted', provider: 'kimi', message: 'closed' });
    const told = callErrorFrom(error, { modelId: 'auto', signal: new AbortController().signal });
    expect(APICallError.isInstance(told)).toBe(true);
  });
});
