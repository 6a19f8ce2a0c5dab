import {
  AllCandidatesFailedError,
  createApiError,
  DeadlineExceededError,
  InvalidRequestError,
  ModelNotFoundError,
  ModelRetiredError,
  NoEligibleModelError,
  type AttemptRecord,
  type Candidate,
  type Decision,
  type FailureKind,
  type ReasonCode,
  type RegistrySnapshot,
} from '@reg/core';
import { describe, expect, it } from 'vitest';
import { emptySnapshot } from '../../test/fake-registry.js';
import { errorResponse } from './error-response.js';
import { failureTable } from './failure-table.js';
import { HttpProblem } from './http-problem.js';

const context = { requestId: 'req-1', snapshot: () => emptySnapshot };

function attempt(outcome: FailureKind, number = 1): AttemptRecord {
  return {
    number,
    provider: 'kimi',
    model: 'kimi-k2.6',
    target: 'kimi/kimi-k2.6',
    startedAtMs: 0,
    latencyMs: 1,
    outcome,
  };
}

function allFailed(outcomes: FailureKind[], options: { retryAfterMs?: number; credentials?: boolean } = {}) {
  return new AllCandidatesFailedError({
    attempts: outcomes.map((outcome, index) => attempt(outcome, index + 1)),
    credentialsExhausted: options.credentials ?? false,
    cause: createApiError({
      kind: outcomes.at(-1) ?? 'unknown',
      provider: 'kimi',
      message: 'no',
      ...(options.retryAfterMs === undefined ? {} : { retryAfterMs: options.retryAfterMs }),
    }),
  });
}

function rejectedBy(codes: ReasonCode[][], explicitTargets?: string[]): NoEligibleModelError {
  const decision = {
    id: 'd',
    requirement: {
      requestedModel: 'x',
      nowMs: 1000,
      ...(explicitTargets === undefined ? {} : { explicitTargets }),
    },
    ranked: [],
    rejected: codes.map((reasons, index) => ({
      target: `p/m${index}`,
      provider: 'p',
      model: `m${index}`,
      reasons: reasons.map((code) => ({ code, message: code })),
    })),
  } as unknown as Decision;
  return new NoEligibleModelError(decision);
}

describe('errorResponse', () => {
  it('names the first wrong parameter and lists every problem', () => {
    const error = new InvalidRequestError([
      { parameter: 'messages[0].role', message: 'must be one of …' },
      { parameter: 'n', message: 'must be a positive integer' },
    ]);
    const { status, body } = errorResponse(error, context);
    expect(status).toBe(400);
    expect(body.error).toMatchObject({ type: 'invalid_request_error', param: 'messages[0].role' });
    expect(body.error.message).toContain('n: must be a positive integer');
  });

  it('answers 404 with near matches for an unknown model, and the successor for a retired one', () => {
    const unknown = errorResponse(new ModelNotFoundError('kimi-k3', ['kimi-k2.6']), context);
    expect(unknown.status).toBe(404);
    expect(unknown.body.error).toMatchObject({ code: 'model_not_found', param: 'model' });
    expect(unknown.body.error.message).toContain('kimi-k2.6');
    const retired = errorResponse(new ModelRetiredError('kimi-latest', 'kimi-k2.6'), context);
    expect(retired.status).toBe(404);
    expect(retired.body.error).toMatchObject({ code: 'model_retired' });
    expect(retired.body.error.message).toContain('Use "kimi-k2.6"');
  });

  it.each([
    [['rate_limited', 'rate_limited'], 429, 'rate_limit_exceeded'],
    [['rate_limited', 'overloaded', 'circuit_open'], 429, 'rate_limit_exceeded'],
    [['quota_exhausted'], 429, 'insufficient_quota'],
    [['headers_timeout', 'first_token_timeout'], 504, 'upstream_timeout'],
    [['server_error', 'server_error'], 502, 'upstream_error'],
    [['server_error', 'rate_limited'], 502, 'all_candidates_failed'],
    [['authentication', 'connection'], 502, 'all_candidates_failed'],
    [['context_window_exceeded'], 400, 'context_length_exceeded'],
  ] as [FailureKind[], number, string][])('maps failed attempts %j to %i %s', (kinds, status, code) => {
    const response = errorResponse(allFailed(kinds), context);
    expect(response.status).toBe(status);
    expect(response.body.error.code).toBe(code);
  });

  it('tells the cause when every candidate refused before anything was sent', () => {
    const error = new AllCandidatesFailedError({
      attempts: [],
      credentialsExhausted: false,
      cause: createApiError({ kind: 'concurrency_limited', provider: 'kimi', message: 'full' }),
    });
    expect(errorResponse(error, context)).toMatchObject({ status: 429 });
  });

  it('hands the vendor’s waiting time on, never shortened', () => {
    const { headers } = errorResponse(allFailed(['rate_limited'], { retryAfterMs: 1500 }), context);
    expect(headers['retry-after']).toBe('2');
    expect(headers['retry-after-ms']).toBe('1500');
    expect(headers['x-should-retry']).toBeUndefined();
  });

  it('asks clients not to repeat what reg has repeated already', () => {
    expect(errorResponse(allFailed(['server_error']), context).headers['x-should-retry']).toBe('false');
    expect(errorResponse(new DeadlineExceededError(10, []), context)).toMatchObject({
      status: 504,
      headers: { 'x-should-retry': 'false' },
      body: { error: { code: 'deadline_exceeded' } },
    });
  });

  it('never passes a vendor’s 401 or 403 on as the client’s own', () => {
    const exhausted = errorResponse(allFailed(['authentication'], { credentials: true }), context);
    expect(exhausted).toMatchObject({
      status: 502,
      body: { error: { code: 'upstream_credentials_exhausted' } },
    });
    for (const kind of Object.keys(failureTable) as FailureKind[]) {
      const direct = errorResponse(createApiError({ kind, provider: 'glm', message: 'x' }), context);
      expect([401, 403]).not.toContain(direct.status);
    }
  });

  it.each([
    [[['circuit_open'], ['missing_key']], 503, 'no_eligible_model'],
    [[['resting', 'not_free']], 400, 'no_free_model'],
    [[['not_free'], ['not_free', 'missing_vision'], ['missing_key']], 400, 'no_free_model'],
    [[['context_window_too_small'], ['context_window_too_small']], 400, 'context_length_exceeded'],
    [[['missing_vision'], ['missing_tools']], 400, 'no_capable_model'],
    [[['missing_vision'], ['not_free']], 400, 'no_capable_model'],
    [[['over_cost_cap'], ['unknown_price_under_cap']], 400, 'over_cost_cap'],
    [[['missing_key'], ['placeholder_key']], 503, 'no_usable_provider'],
    [[['not_requested'], ['model_not_allowed']], 503, 'no_usable_provider'],
    [[], 503, 'no_usable_provider'],
  ] as [ReasonCode[][], number, string][])('maps rejections %j to %i %s', (codes, status, code) => {
    const response = errorResponse(rejectedBy(codes), context);
    expect(response.status).toBe(status);
    expect(response.body.error.code).toBe(code);
  });

  it('answers 403 for a model that was asked for by name and is not allowed', () => {
    const response = errorResponse(rejectedBy([['not_requested'], ['model_not_allowed']], ['p/m1']), context);
    expect(response).toMatchObject({ status: 403, body: { error: { code: 'model_not_allowed' } } });
  });

  it('tells how long to wait for the first circuit to admit a probe', () => {
    const snapshot = {
      ...emptySnapshot,
      candidates: [
        { target: 'p/m0', circuit: { state: 'open', eligibleAtMs: 9000 } },
        { target: 'p/m1', circuit: { state: 'open', eligibleAtMs: 4200 } },
        { target: 'p/other', circuit: { state: 'open', eligibleAtMs: 1200 } },
      ] as Candidate[],
    } satisfies RegistrySnapshot;
    const { headers } = errorResponse(rejectedBy([['circuit_open'], ['circuit_open']]), {
      ...context,
      snapshot: () => snapshot,
    });
    expect(headers['retry-after']).toBe('4');
    expect(headers['retry-after-ms']).toBe('3200');
  });

  it('keeps the text of an unexpected error for the log', () => {
    const { status, body } = errorResponse(new TypeError('secret sk-123 in here'), context);
    expect(status).toBe(500);
    expect(body.error.message).not.toContain('sk-123');
    expect(body.error.message).toContain('req-1');
  });

  it('takes the HTTP layer’s own problems as they are', () => {
    const problem = new HttpProblem(405, 'method_not_allowed', 'no', { headers: { allow: 'GET' } });
    expect(errorResponse(problem, context)).toMatchObject({ status: 405, headers: { allow: 'GET' } });
  });
});
