import Anthropic from '@anthropic-ai/sdk';
import {
  AllCandidatesFailedError,
  createApiError,
  DeadlineExceededError,
  ModelNotFoundError,
  NoEligibleModelError,
  type Decision,
  type FailureKind,
} from '@reg/core';
import { kimiErrors } from '@reg/testkit';
import { afterEach, describe, expect, it } from 'vitest';
import { bootForAnthropic, textOf, user, type AnthropicDaemon } from './anthropic-daemon.js';
import { createFakeRegistry, routedStream, textChunk } from './fake-registry.js';
import { serve, type Served } from './served.js';

const body = { model: 'auto', max_tokens: 100, messages: [user('hi')] };
let served: Served | undefined;
let booted: AnthropicDaemon | undefined;

afterEach(async () => {
  await served?.server.close();
  await booted?.[Symbol.asyncDispose]();
  served = undefined;
  booted = undefined;
});

interface Failure {
  readonly status: number;
  readonly type: string;
  readonly requestID: string;
  readonly headers: Headers;
  readonly error: { readonly request_id: string; readonly error: { readonly code: string } };
}

function clientFor(url: string, apiKey = 'any'): Anthropic {
  return new Anthropic({ baseURL: url, apiKey, maxRetries: 0 });
}

async function failureOf(asking: Promise<unknown>): Promise<Failure> {
  const thrown: unknown = await asking.then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(thrown).toBeInstanceOf(Anthropic.APIError);
  return thrown as Failure;
}

async function failureWith(error: unknown): Promise<Failure> {
  served = await serve(createFakeRegistry({ chat: () => Promise.reject(error as Error) }));
  return failureOf(clientFor(served.url).messages.create(body));
}

const vendor = (kind: FailureKind) => createApiError({ kind, provider: 'kimi', message: 'no' });

function allFailed(kind: FailureKind, credentialsExhausted = false): AllCandidatesFailedError {
  const attempt = { provider: 'kimi', model: 'm', target: 'kimi/m', startedAtMs: 0, latencyMs: 1 };
  return new AllCandidatesFailedError({
    attempts: [1, 2].map((number) => ({ ...attempt, number, outcome: kind })),
    credentialsExhausted,
    cause: vendor(kind),
  });
}

const nobody = new NoEligibleModelError({
  id: 'd',
  requirement: { requestedModel: 'x', nowMs: 0 },
  ranked: [],
  rejected: [],
} as unknown as Decision);

describe('errors in Anthropic’s envelope', () => {
  it.each([
    [vendor('invalid_request'), 400, 'invalid_request_error', Anthropic.BadRequestError],
    [vendor('context_window_exceeded'), 400, 'invalid_request_error', Anthropic.BadRequestError],
    [new ModelNotFoundError('x', ['kimi-k2.6']), 404, 'not_found_error', Anthropic.NotFoundError],
    [vendor('rate_limited'), 429, 'rate_limit_error', Anthropic.RateLimitError],
    [vendor('overloaded'), 529, 'overloaded_error', Anthropic.InternalServerError],
    [allFailed('overloaded'), 529, 'overloaded_error', Anthropic.InternalServerError],
    [allFailed('rate_limited'), 429, 'rate_limit_error', Anthropic.RateLimitError],
    [allFailed('server_error'), 502, 'api_error', Anthropic.InternalServerError],
    [allFailed('authentication', true), 502, 'api_error', Anthropic.InternalServerError],
    [vendor('circuit_open'), 503, 'overloaded_error', Anthropic.InternalServerError],
    [nobody, 503, 'api_error', Anthropic.InternalServerError],
    [new DeadlineExceededError(10, []), 504, 'timeout_error', Anthropic.InternalServerError],
    [new TypeError('secret sk-123'), 500, 'api_error', Anthropic.InternalServerError],
  ] as const)('%s is %i %s', async (error, status, type, expected) => {
    const failure = await failureWith(error);
    expect(failure).toBeInstanceOf(expected);
    expect(failure).toMatchObject({ status, type });
    expect(failure.error).toMatchObject({ type: 'error', error: { type, code: expect.any(String) } });
    expect(failure.requestID).toBe('req-1');
    expect(failure.error.request_id).toBe('req-1');
    expect(JSON.stringify(failure.error)).not.toContain('sk-123');
  });

  it('keep the waiting time of a vendor, and the word against useless repetition', async () => {
    const limited = await failureWith(
      createApiError({ kind: 'rate_limited', provider: 'kimi', message: 'no', retryAfterMs: 2500 }),
    );
    expect(limited.headers.get('retry-after')).toBe('3');
    await served?.server.close();
    const failed = await failureWith(allFailed('server_error'));
    expect(failed.headers.get('x-should-retry')).toBe('false');
  });

  it('name every problem of a body at once, in the dialect’s own words', async () => {
    served = await serve(createFakeRegistry());
    const failure = await failureOf(
      clientFor(served.url).messages.create({
        model: '',
        max_tokens: -1,
        stop_sequences: 'x',
        tool_choice: { type: 'sometimes' },
        messages: [{ role: 'robot', content: [] }],
        reg: { freeOnly: 'yes' },
      } as unknown as Anthropic.MessageCreateParamsNonStreaming),
    );
    expect(failure).toMatchObject({ status: 400, type: 'invalid_request_error' });
    for (const part of [
      'model: ',
      'max_tokens: ',
      'stop_sequences: ',
      'tool_choice: ',
      'messages[0].role: ',
      'reg.freeOnly: ',
    ]) {
      expect(JSON.stringify(failure.error)).toContain(part);
    }
    expect(JSON.stringify(failure.error)).not.toContain('stop: ');
  });

  it('come for keys, methods, paths and bodies that are wrong', async () => {
    served = await serve(createFakeRegistry(), { apiKeys: ['a-good-key'], bodyLimitBytes: 2000 });
    const wrongKey = await failureOf(clientFor(served.url, 'bad').messages.create(body));
    expect(wrongKey).toBeInstanceOf(Anthropic.AuthenticationError);
    expect(wrongKey).toMatchObject({ status: 401, type: 'authentication_error' });
    const good = clientFor(served.url, 'a-good-key');
    expect(textOf(await good.messages.create(body))).toBe('hello');
    const bearer = new Anthropic({
      baseURL: served.url,
      authToken: 'a-good-key',
      apiKey: null,
      maxRetries: 0,
    });
    expect(textOf(await bearer.messages.create(body))).toBe('hello');
    const large = await failureOf(good.messages.create({ ...body, system: 'x'.repeat(3000) }));
    expect(large).toMatchObject({ status: 413, type: 'request_too_large' });
    const { url } = served;
    const raw = async (path: string, init: RequestInit): Promise<unknown> => {
      const headers = { 'content-type': 'application/json', 'x-api-key': 'a-good-key' };
      const answer = await fetch(url + path, { headers, ...init });
      expect(answer.headers.get('request-id')).toMatch(/^req-/);
      return { status: answer.status, ...((await answer.json()) as object) };
    };
    const envelope = (status: number, type: string) => ({ status, type: 'error', error: { type } });
    expect(await raw('/v1/messages', { method: 'POST', body: '{"a":' })).toMatchObject(
      envelope(400, 'invalid_request_error'),
    );
    expect(await raw('/v1/messages', { method: 'POST' })).toMatchObject(
      envelope(400, 'invalid_request_error'),
    );
    expect(await raw('/v1/messages', { method: 'GET' })).toMatchObject(
      envelope(405, 'invalid_request_error'),
    );
    expect(await raw('/v1/messages/batches', { method: 'POST', body: '{}' })).toMatchObject(
      envelope(404, 'not_found_error'),
    );
    expect(
      await raw('/v1/messages', { method: 'POST', body: '{}', headers: { 'content-type': 'text/plain' } }),
    ).toMatchObject(envelope(401, 'authentication_error'));
    expect(
      await raw('/v1/messages', {
        method: 'POST',
        body: '{}',
        headers: { 'content-type': 'text/plain', 'x-api-key': 'a-good-key' },
      }),
    ).toMatchObject(envelope(415, 'invalid_request_error'));
  });

  it('tell that the daemon is going down', async () => {
    served = await serve(createFakeRegistry());
    served.drainFlag = true;
    const failure = await failureOf(clientFor(served.url).messages.create(body));
    expect(failure).toMatchObject({ status: 503, type: 'overloaded_error' });
    expect(failure.headers.get('retry-after')).toBe('1');
  });

  it('come before the first content as an ordinary answer, and after it as an event', async () => {
    const broken = vendor('overloaded');
    served = await serve(
      createFakeRegistry({
        stream: (request) =>
          request.model === 'early'
            ? Promise.reject(broken)
            : Promise.resolve(routedStream([textChunk('par'), broken])),
      }),
    );
    const client = clientFor(served.url);
    const early = await failureOf(client.messages.stream({ ...body, model: 'early' }).finalMessage());
    expect(early).toMatchObject({ status: 529, type: 'overloaded_error' });
    const text = await (
      await fetch(`${served.url}/v1/messages?beta=true`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ ...body, stream: true }),
      })
    ).text();
    const names = [...text.matchAll(/^event: (\w+)$/gm)].map(([, name]) => name);
    expect(names).toEqual(['message_start', 'content_block_start', 'content_block_delta', 'error']);
    expect(JSON.parse(/event: error\ndata: (.*)\n\n$/.exec(text)?.[1] ?? '')).toEqual({
      type: 'error',
      error: {
        type: 'overloaded_error',
        message: expect.stringContaining('no'),
        code: 'rate_limit_exceeded',
      },
      request_id: expect.stringMatching(/^req-/),
    });
    expect(served.ended.at(-1)?.record.errorCode).toBe('rate_limit_exceeded');
  });

  it.each([
    ['contentFilter', 400, 'invalid_request_error', 'content_filter'],
    ['inputTooLong', 400, 'invalid_request_error', 'context_length_exceeded'],
    ['incorrectApiKey', 502, 'api_error', 'upstream_credentials_exhausted'],
    ['engineOverloaded', 529, 'overloaded_error', 'rate_limit_exceeded'],
    ['maxRequestsPerMinute', 429, 'rate_limit_error', 'rate_limit_exceeded'],
  ] as const)('tell a vendor’s %s as %i %s', async (name, status, type, code) => {
    booted = await bootForAnthropic();
    booted.kimi.script({ kind: 'error', error: kimiErrors[name], times: 'always' });
    const asking = booted.anthropic().messages.create({ ...body, model: 'kimi-k2.6' });
    const failure = await failureOf(asking);
    expect(failure).toMatchObject({ status, type, error: { error: { code } } });
    expect(failure.headers.get('x-reg-attempts')).not.toBe('0');
  });
});
