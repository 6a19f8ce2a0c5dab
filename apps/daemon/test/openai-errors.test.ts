import {
  AllCandidatesFailedError,
  createApiError,
  DeadlineExceededError,
  ModelNotFoundError,
  NoEligibleModelError,
  type Decision,
  type FailureKind,
} from '@reg/core';
import OpenAI from 'openai';
import { afterEach, describe, expect, it } from 'vitest';
import { createFakeRegistry, routedStream, textChunk } from './fake-registry.js';
import { serve, type Served } from './served.js';

type ErrorClass = new (...parameters: never[]) => Error;
let served: Served;

afterEach(async () => {
  await served.server.close();
});

function vendorFailure(kind: FailureKind) {
  return createApiError({ kind, provider: 'kimi', model: 'kimi-k2.6', message: 'no' });
}

function allFailed(kind: FailureKind, credentialsExhausted = false) {
  return new AllCandidatesFailedError({
    attempts: [
      {
        number: 1,
        provider: 'kimi',
        model: 'kimi-k2.6',
        target: 'kimi/kimi-k2.6',
        startedAtMs: 0,
        latencyMs: 1,
        outcome: kind,
      },
    ],
    credentialsExhausted,
    cause: vendorFailure(kind),
  });
}

function notAllowed() {
  return new NoEligibleModelError({
    requirement: { requestedModel: 'kimi-k2.6', explicitTargets: ['kimi/kimi-k2.6'], nowMs: 0 },
    ranked: [],
    rejected: [
      {
        target: 'kimi/kimi-k2.6',
        provider: 'kimi',
        model: 'kimi-k2.6',
        reasons: [{ code: 'model_not_allowed', message: 'not in KIMI_ALLOWED_MODELS' }],
      },
    ],
  } as unknown as Decision);
}

async function failWith(error: Error, stream: boolean): Promise<unknown> {
  served = await serve(
    createFakeRegistry({ chat: () => Promise.reject(error), stream: () => Promise.reject(error) }),
  );
  const client = new OpenAI({ baseURL: `${served.url}/v1`, apiKey: 'any', maxRetries: 0 });
  return client.chat.completions
    .create({ model: 'kimi-k2.6', messages: [{ role: 'user', content: 'hi' }], stream })
    .then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
}

describe('the openai client meets its own exception classes', () => {
  it.each<[string, Error, ErrorClass, string]>([
    ['a bad request', vendorFailure('invalid_request'), OpenAI.BadRequestError, 'invalid_request'],
    [
      'a full window',
      vendorFailure('context_window_exceeded'),
      OpenAI.BadRequestError,
      'context_length_exceeded',
    ],
    ['a filtered prompt', vendorFailure('content_filter'), OpenAI.BadRequestError, 'content_filter'],
    ['an unknown model', new ModelNotFoundError('x', ['y']), OpenAI.NotFoundError, 'model_not_found'],
    ['a forbidden model', notAllowed(), OpenAI.PermissionDeniedError, 'model_not_allowed'],
    ['a rate limit', allFailed('rate_limited'), OpenAI.RateLimitError, 'rate_limit_exceeded'],
    ['a spent quota', allFailed('quota_exhausted'), OpenAI.RateLimitError, 'insufficient_quota'],
    [
      'a refused vendor key',
      allFailed('authentication', true),
      OpenAI.InternalServerError,
      'upstream_credentials_exhausted',
    ],
    ['a broken vendor', allFailed('server_error'), OpenAI.InternalServerError, 'upstream_error'],
    ['a deadline', new DeadlineExceededError(5, []), OpenAI.InternalServerError, 'deadline_exceeded'],
    ['a bug', new TypeError('oops'), OpenAI.InternalServerError, 'internal_error'],
  ])('for %s, streamed or not', async (_what, error, expected, code) => {
    for (const stream of [false, true]) {
      const thrown = await failWith(error, stream);
      expect(thrown).toBeInstanceOf(expected);
      expect(thrown).toMatchObject({ code, requestID: 'req-1' });
      if (!stream) await served.server.close();
    }
  });

  it('for a key that the daemon does not know', async () => {
    served = await serve(createFakeRegistry(), { apiKeys: ['right'] });
    const client = new OpenAI({ baseURL: `${served.url}/v1`, apiKey: 'wrong', maxRetries: 0 });
    await expect(client.models.list()).rejects.toBeInstanceOf(OpenAI.AuthenticationError);
  });

  it('for a stream that breaks, after the parts that came', async () => {
    served = await serve(
      createFakeRegistry({
        stream: async () => routedStream([textChunk('half'), vendorFailure('stream_truncated')]),
      }),
    );
    const client = new OpenAI({ baseURL: `${served.url}/v1`, apiKey: 'any', maxRetries: 0 });
    const stream = await client.chat.completions.create({
      model: 'auto',
      messages: [{ role: 'user', content: 'hi' }],
      stream: true,
    });
    const parts: string[] = [];
    const reading = (async () => {
      for await (const chunk of stream) parts.push(chunk.choices[0]?.delta.content ?? '');
    })();
    await expect(reading).rejects.toThrow(/no/);
    await expect(reading).rejects.toBeInstanceOf(OpenAI.APIError);
    expect(parts).toEqual(['half']);
  });

  it('does not multiply what reg has already retried', async () => {
    const registry = createFakeRegistry({ chat: () => Promise.reject(allFailed('server_error')) });
    served = await serve(registry);
    const client = new OpenAI({ baseURL: `${served.url}/v1`, apiKey: 'any', maxRetries: 5 });
    await expect(
      client.chat.completions.create({ model: 'auto', messages: [{ role: 'user', content: 'hi' }] }),
    ).rejects.toBeInstanceOf(OpenAI.InternalServerError);
    expect(registry.calls).toHaveLength(1);
  });
});
