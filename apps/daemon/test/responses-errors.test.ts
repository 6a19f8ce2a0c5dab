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
import { shuttingDownProblem } from '../src/http/http-problem.js';
import { completion, createFakeRegistry, routedStream, textChunk } from './fake-registry.js';
import { serve, type Served } from './served.js';

type ErrorClass = new (...parameters: never[]) => Error;
let served: Served;

afterEach(async () => {
  await served.server.close();
});

const failure = (kind: FailureKind) =>
  createApiError({ kind, provider: 'kimi', model: 'kimi-k2.6', message: 'no' });

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
    cause: failure(kind),
  });
}

const clientOf = () => new OpenAI({ baseURL: `${served.url}/v1`, apiKey: 'any', maxRetries: 0 });

async function thrownBy(asking: PromiseLike<unknown>): Promise<unknown> {
  return asking.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
}

describe('the openai client meets its own exception classes on the Responses route', () => {
  it.each<[string, Error, ErrorClass, string]>([
    ['a bad request', failure('invalid_request'), OpenAI.BadRequestError, 'invalid_request'],
    ['a full window', failure('context_window_exceeded'), OpenAI.BadRequestError, 'context_length_exceeded'],
    ['a filtered prompt', failure('content_filter'), OpenAI.BadRequestError, 'content_filter'],
    ['an unknown model', new ModelNotFoundError('x', ['y']), OpenAI.NotFoundError, 'model_not_found'],
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
    const fail = () => Promise.reject(error);
    served = await serve(createFakeRegistry({ chat: fail, stream: fail }));
    for (const stream of [false, true]) {
      const thrown = await thrownBy(clientOf().responses.create({ model: 'kimi-k2.6', input: 'hi', stream }));
      expect(thrown).toBeInstanceOf(expected);
      expect(thrown).toMatchObject({ code });
    }
  });

  it('for what it may not send, naming the parameter, before anybody is asked', async () => {
    const registry = createFakeRegistry();
    served = await serve(registry, { bodyLimitBytes: 20_000 });
    const { responses } = clientOf();
    const model = 'kimi-k2.6';
    expect(
      await thrownBy(responses.create({ model, input: 'hi', previous_response_id: 'resp_1' })),
    ).toMatchObject({
      status: 400,
      param: 'previous_response_id',
      code: 'invalid_request',
    });
    expect(await thrownBy(responses.create({ model, input: 'hi', background: true }))).toMatchObject({
      status: 400,
      param: 'background',
    });
    expect(await thrownBy(responses.create({ model, input: 'x'.repeat(30_000) }))).toMatchObject({
      status: 413,
      code: 'request_too_large',
    });
    expect(registry.calls).toHaveLength(0);
  });

  it('for an output limit that no model has, under the name that it has here', async () => {
    const reasons = [{ code: 'output_limit_too_small', message: 'gives 10 tokens at most' }];
    const rejected = [{ target: 'kimi/kimi-k2.6', provider: 'kimi', model: 'kimi-k2.6', reasons }];
    const requirement = { requestedModel: 'kimi-k2.6', nowMs: 0 };
    const decision = { requirement, ranked: [], rejected } as unknown as Decision;
    served = await serve(
      createFakeRegistry({ chat: () => Promise.reject(new NoEligibleModelError(decision)) }),
    );
    const asking = clientOf().responses.create({ model: 'auto', input: 'hi', max_output_tokens: 11 });
    expect(await thrownBy(asking)).toMatchObject({
      status: 400,
      code: 'output_limit_exceeded',
      param: 'max_output_tokens',
    });
  });

  it('for a key that the daemon does not know', async () => {
    served = await serve(createFakeRegistry(), { apiKeys: ['right'] });
    const thrown = await thrownBy(clientOf().responses.create({ model: 'auto', input: 'hi' }));
    expect(thrown).toBeInstanceOf(OpenAI.AuthenticationError);
  });

  it('for an answer without a choice', async () => {
    served = await serve(createFakeRegistry({ chat: async () => ({ ...completion, choices: [] }) }));
    expect(await thrownBy(clientOf().responses.create({ model: 'auto', input: 'hi' }))).toMatchObject({
      status: 502,
      code: 'upstream_malformed_response',
    });
  });
});

async function post(body: object): Promise<string> {
  const answer = await fetch(`${served.url}/v1/responses?beta=true`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ input: 'hi', ...body }),
  });
  return answer.text();
}

describe('the bytes of a stream', () => {
  it('name each event and end without [DONE]', async () => {
    served = await serve(createFakeRegistry());
    const frames = (await post({ stream: true })).split('\n\n');
    expect(frames.pop()).toBe('');
    for (const frame of frames) {
      const [name, data] = frame.split('\n');
      const event = JSON.parse(data?.replace(/^data: /, '') ?? '') as { type: string };
      expect(name).toBe(`event: ${event.type}`);
    }
    expect(frames.at(-1)).toContain('event: response.completed');
    expect(frames.join()).not.toContain('[DONE]');
  });

  it('tell of a bug without its text', async () => {
    const broken = new TypeError('secret detail');
    served = await serve(
      createFakeRegistry({ stream: async () => routedStream([textChunk('par'), broken]) }),
    );
    const text = await post({ stream: true });
    expect(text).toContain('"code":"internal_error"');
    expect(text).not.toContain('secret detail');
    expect(text).not.toContain('response.completed');
  });

  it('tell of a stream without a finish reason as failed', async () => {
    served = await serve(createFakeRegistry({ stream: async () => routedStream([textChunk('all')]) }));
    const text = await post({ stream: true });
    expect(text).toContain('"code":"upstream_malformed_response"');
    expect(text).not.toContain('event: response.completed');
  });

  it('tell who waits of a shutdown', async () => {
    const began = Promise.withResolvers<undefined>();
    served = await serve(
      createFakeRegistry({
        stream: async (_request, { signal }) =>
          routedStream(
            (async function* () {
              yield textChunk('par');
              began.resolve(undefined);
              await new Promise((resolve) => signal?.addEventListener('abort', resolve));
              throw failure('aborted');
            })(),
          ),
      }),
    );
    const text = post({ stream: true });
    await began.promise;
    served.calls.cutAll(shuttingDownProblem());
    expect(await text).toMatch(/event: response\.failed\n.*"code":"server_shutting_down"/);
  });

  it('keep a silent stream alive with comments', async () => {
    const ended = Promise.withResolvers<undefined>();
    const beats: (() => void)[] = [];
    const clock = {
      schedule(_delayMs: number, run: () => void) {
        beats.push(run);
        return () => undefined;
      },
    };
    served = await serve(
      createFakeRegistry({
        stream: async () =>
          routedStream(
            (async function* () {
              yield textChunk('a');
              await ended.promise;
              yield textChunk('b', 'stop');
            })(),
          ),
      }),
      { sse: { clock, readerTimeoutMs: 30_000, heartbeatMs: 10 } },
    );
    const text = post({ stream: true });
    await expect.poll(() => beats.length).toBe(1);
    beats[0]?.();
    await expect.poll(() => beats.length).toBe(2);
    beats[1]?.();
    ended.resolve(undefined);
    expect(await text).toContain(': keep-alive\n\n');
  });
});
