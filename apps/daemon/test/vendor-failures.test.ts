import { kimiErrors, type Fault } from '@reg/testkit';
import OpenAI from 'openai';
import { afterEach, describe, expect, it } from 'vitest';
import { bootDaemon, type BootedDaemon, type BootOptions } from './booted-daemon.js';

let booted: BootedDaemon;

afterEach(async () => {
  await booted[Symbol.asyncDispose]();
});

interface ClientError {
  readonly status: number;
  readonly code: string;
  readonly headers: Headers;
}

async function boot(options: BootOptions = {}, ...faults: Fault[]): Promise<void> {
  booted = await bootDaemon(options);
  booted.kimi.script(...faults);
}

const messages: OpenAI.ChatCompletionMessageParam[] = [{ role: 'user', content: 'hi' }];

async function failure(model = 'kimi-k2.6'): Promise<ClientError> {
  const thrown: unknown = await booted
    .client()
    .chat.completions.create({ model, messages })
    .then(
      () => undefined,
      (error: unknown) => error,
    );
  expect(thrown).toBeInstanceOf(OpenAI.APIError);
  return thrown as ClientError;
}

describe('what a client sees of a vendor that fails', () => {
  it.each([
    ['contentFilter', OpenAI.BadRequestError, 'content_filter'],
    ['inputTooLong', OpenAI.BadRequestError, 'context_length_exceeded'],
    ['invalidTemperature', OpenAI.BadRequestError, 'invalid_request'],
    ['incorrectApiKey', OpenAI.InternalServerError, 'upstream_credentials_exhausted'],
    ['engineOverloaded', OpenAI.RateLimitError, 'rate_limit_exceeded'],
  ] as const)('%s', async (name, expected, code) => {
    await boot({}, { kind: 'error', error: kimiErrors[name], times: 'always' });
    const error = await failure();
    expect(error).toBeInstanceOf(expected);
    expect(error.code).toBe(code);
  });

  it('a rate limit with the vendor’s word on when to come back, kept for the next caller too', async () => {
    await boot({}, { kind: 'error', error: kimiErrors.maxRequestsPerMinute, retryAfter: { seconds: 40 } });
    const limited = await failure();
    expect(limited).toBeInstanceOf(OpenAI.RateLimitError);
    expect(limited.headers.get('retry-after')).toBe('40');
    const resting = await failure();
    expect(resting).toMatchObject({ status: 503, code: 'no_eligible_model' });
    expect(Number(resting.headers.get('retry-after'))).toBeGreaterThan(30);
    expect(booted.kimi.requests).toHaveLength(1);
  });

  it('nothing, when it named no model: the default is a preference, not a demand', async () => {
    await boot(
      { env: { DEFAULT_MODEL: 'kimi-k2.6' } },
      { kind: 'error', error: kimiErrors.incorrectApiKey, times: 'always' },
    );
    const body = { messages } as unknown as OpenAI.ChatCompletionCreateParamsNonStreaming;
    const answer = await booted.client().chat.completions.create(body);
    expect(answer.model).toMatch(/^glm/);
    expect(booted.kimi.requests).not.toEqual([]);
  });

  it('nothing, when another model may answer: one bad provider does not stop the rest', async () => {
    await boot({ env: { KIMI_API_URL: 'http://127.0.0.1:9/v1' } });
    for (let call = 0; call < 3; call += 1) {
      const answer = await booted.client().chat.completions.create({
        model: 'kimi-k2.6',
        messages,
        reg: { allowFallback: true },
      } as OpenAI.ChatCompletionCreateParamsNonStreaming);
      expect(answer.choices[0]?.message.content).toContain('hi');
    }
    expect(await failure()).toMatchObject({
      status: expect.any(Number),
      code: expect.stringMatching(/upstream|eligible/),
    });
  });

  it('a 503 that no repetition mends, when nothing has a key', async () => {
    await boot({ env: { REG_SANDBOX: 'off', KIMI_API_KEY: 'changeme', GLM_API_KEY: '' } });
    const error = await failure('auto');
    expect(error).toMatchObject({ status: 503, code: 'no_usable_provider' });
    expect(error.headers.get('x-should-retry')).toBe('false');
    const ready = await fetch(`${booted.url}/readyz`);
    expect(ready.status).toBe(503);
    expect(await ready.json()).toMatchObject({ status: 'no_usable_provider' });
  });

  it('a 504 when the deadline runs out, with upstream let go', async () => {
    await boot({}, { kind: 'silence', times: 'always' });
    const thrown: unknown = await booted
      .client()
      .chat.completions.create({
        model: 'kimi-k2.6',
        messages,
        reg: { deadlineMs: 150 },
      } as OpenAI.ChatCompletionCreateParamsNonStreaming)
      .catch((error: unknown) => error);
    expect(thrown).toMatchObject({ status: 504, code: 'deadline_exceeded' });
    await booted.kimi.idle();
    expect(booted.kimi.requests.at(-1)?.aborted).toBe(true);
  });
});
